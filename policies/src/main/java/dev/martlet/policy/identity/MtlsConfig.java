// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates of clients. */
@Doc(
        "Recognises clients by their certificate, which the listener has checked against its client-ca.")
public record MtlsConfig(
        @Doc("Who may call; the first that fits decides.") @NonEmpty List<Client> clients) {
    public MtlsConfig {
        clients = List.copyOf(clients);
    }

    /** Certificates with such a name. */
    @Doc("Certificates by an alternative name of their subject (SAN).")
    @OneOf({"dns", "uri", "email"})
    public record Client(
            @Doc("A DNS name; a * stands for any characters.")
                    @Matches(value = "[!-~]{1,253}", expected = "a name such as *.acme.example")
                    @Nullable String dns,
            @Doc("A URI such as spiffe://acme.example/*; a * stands for any characters.")
                    @Matches(value = "[!-~]{1,1000}", expected = "a URI")
                    @Nullable String uri,
            @Doc("An e-mail address; a * stands for any characters.")
                    @Matches(value = "[!-~]{1,320}", expected = "an e-mail address")
                    @Nullable String email,
            @Doc("Whose clients these are. Without it nobody's limits hold.")
                    @Nullable String tenant) {}
}
