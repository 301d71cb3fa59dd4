# Before its first bundle OPA does not know which headers hold tokens: its decision log shows none.
package system.log

import rego.v1

mask contains "/input/token"

mask contains "/input/attributes/request/http/headers"

mask contains "/input/attributes/request/http/header_map"
