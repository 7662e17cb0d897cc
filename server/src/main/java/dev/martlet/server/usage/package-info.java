// SPDX-License-Identifier: Apache-2.0
/** The ledger: what was used, added up as it happens and told when somebody asks. */
@NullMarked
package dev.martlet.server.usage;

import org.jspecify.annotations.NullMarked;
