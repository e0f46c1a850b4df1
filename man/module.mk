dist_man_MANS += %D%/nftload.8
