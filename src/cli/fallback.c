#include "config.h"

#include "cli/fallback.h"

#include "base/mem.h"
#include "cli/exit.h"
#include "cli/inputs.h"
#include "cli/messages.h"
#include "cli/report.h"
#include "cli/reporting.h"
#include "cli/sandbox.h"
#include "text/source.h"
