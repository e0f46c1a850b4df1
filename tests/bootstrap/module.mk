TESTS += %D%/managers.sh
EXTRA_DIST += %D%/managers.sh
