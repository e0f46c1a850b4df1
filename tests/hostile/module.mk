TESTS += %D%/bounds.sh %D%/scaling.sh

EXTRA_DIST += \
	%D%/bounds.py \
	%D%/bounds.sh \
	%D%/scaling.py \
	%D%/scaling.sh \
	$(NULL)
