# Puppet: no module is needed.  An agent pulls, so it cannot prove that anybody
# still gets in; try new rules on one node first.
file { '/etc/nftables.conf.new':
  source => 'puppet:///modules/site/nftables.conf',
}
File['/etc/nftables.conf.new'] -> exec { 'sync the firewall':
  path    => '/usr/sbin:/usr/bin:/sbin:/bin',
  command => 'nftload sync --name nftload /etc/nftables.conf.new && cp /etc/nftables.conf.new /etc/nftables.conf',
  unless  => 'nftload diff --name nftload /etc/nftables.conf.new && cmp -s /etc/nftables.conf.new /etc/nftables.conf',
}
