// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.PolicyKind;
import org.junit.jupiter.api.Test;

class PolicyKindsTest {
    @Test
    void everyKindHasANameOfItsOwn() {
        assertThat(PolicyKinds.all())
                .extracting(PolicyKind::name)
                .containsExactly(
                        "cors",
                        "ip",
                        "request-size",
                        "compression",
                        "api-key",
                        "jwt",
                        "basic",
                        "mtls",
                        "hmac",
                        "ext-authz",
                        "rate-limit",
                        "rewrite",
                        "headers",
                        "fault");
    }

    @Test
    void theyAreListedInTheOrderOfTheirStages() {
        assertThat(PolicyKinds.all()).extracting(PolicyKind::stage).isSorted();
    }
}
