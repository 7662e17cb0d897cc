// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.config.Cidr;
import dev.martlet.policy.Trial;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPolicyTest {
    @ParameterizedTest(name = "allow {0}, deny {1}: {2} gets {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    10.0.0.0/8               | -                     | 10.1.2.3         | 200
                    10.0.0.0/8               | -                     | 11.1.2.3         | 403
                    10.0.0.0/8 2001:db8::/32 | -                     | 2001:db8::1      | 200
                    10.0.0.0/8               | -                     | 2001:db8::1      | 403
                    10.0.0.0/8               | -                     | ::ffff:10.1.2.3  | 200
                    -                        | 10.0.0.0/8            | 10.1.2.3         | 403
                    -                        | 10.0.0.0/8            | 11.1.2.3         | 200
                    10.0.0.0/8               | 10.9.0.0/16           | 10.9.0.1         | 403
                    10.0.0.0/8               | 10.9.0.0/16           | 10.8.0.1         | 200
                    10.9.0.1                 | 10.9.0.0/16           | 10.9.0.1         | 403
                    """)
    void denyWinsAndAllowIsExhaustive(String allow, String deny, String client, int status) {
        var policy = new IpPolicy(new IpConfig(blocks(allow), blocks(deny)));

        Trial.Result result = Trial.of("GET", "/").client(client).through(policy);

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.targetCalls()).isEqualTo(status == 200 ? 1 : 0);
    }

    @Test
    void aListOfNobodyIsAMistake() {
        assertThatThrownBy(() -> new IpConfig(List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Cidr> blocks(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(Cidr::parse).toList();
    }
}
