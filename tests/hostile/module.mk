TESTS += %D%/bounds.sh %D%/scaling.sh %D%/surroundings.sh

EXTRA_DIST += \
	%D%/bounds.py \
	%D%/bounds.sh \
	%D%/scaling.py \
	%D%/scaling.sh \
	%D%/surroundings.sh \
	$(NULL)
