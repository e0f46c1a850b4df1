dist_man_MANS += \
	%D%/nftload-report.5 \
	%D%/nftload.8 \
	%D%/nftload.nft.5 \
	$(NULL)
