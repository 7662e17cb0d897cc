// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.core.Expressions;
import dev.martlet.core.PolicyKind;
import dev.martlet.policy.PolicyKinds;
import dev.martlet.server.cel.CelExpressions;
import dev.martlet.server.config.ConfigLoader;
import java.util.List;

/**
 * What a configuration may use beside the server's own words.
 *
 * @param kinds the policies
 * @param expressions the language of conditions and keys
 */
record Vocabulary(List<PolicyKind<?>> kinds, Expressions expressions) {

    /** Everything that is shipped. */
    static Vocabulary standard() {
        return new Vocabulary(PolicyKinds.all(), CelExpressions.standard());
    }

    /** A loader over the environment of this process. */
    ConfigLoader loader() {
        return new ConfigLoader(kinds, expressions, System::getenv);
    }
}
