// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.policy.tenant.Patterns;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recognises clients by the alternative names of their certificate (RFC 5280, section 4.2.1.6). */
public final class Mtls implements Authenticator {
    /** {@code kind: mtls}. */
    public static final PolicyKind<MtlsConfig> KIND =
            new PolicyKind<>(
                    "mtls",
                    Stage.IDENTITY,
                    MtlsConfig.class,
                    (config, context) -> new IdentityPolicy(new Mtls(config)));

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private static final Verdict UNKNOWN =
            new Verdict.Unknown("The certificate is not known here.");

    private final List<Rule> rules = new ArrayList<>();

    private record Rule(int type, Patterns names, @Nullable String tenant) {}

    private record Name(int type, String text) {}

    Mtls(MtlsConfig config) {
        for (MtlsConfig.Client client : config.clients()) {
            if (client.dns() != null) {
                add(DNS, client.dns().toLowerCase(Locale.ROOT), client.tenant());
            } else if (client.uri() != null) {
                add(URI, client.uri(), client.tenant());
            } else if (client.email() != null) {
                add(EMAIL, client.email().toLowerCase(Locale.ROOT), client.tenant());
            }
        }
    }

    private void add(int type, String pattern, @Nullable String tenant) {
        rules.add(new Rule(type, Patterns.of(List.of(pattern)), tenant));
    }

    @Override
    public Verdict check(Exchange exchange) {
        List<X509Certificate> certificates = exchange.peer().certificates();
        if (certificates.isEmpty()) {
            return Verdict.NOTHING;
        }
        List<Name> names = names(certificates.getFirst());
        for (Rule rule : rules) {
            for (Name name : names) {
                if (name.type() == rule.type() && rule.names().match(name.text())) {
                    return Membership.of(exchange, rule.tenant(), name.text(), "mtls", Map.of());
                }
            }
        }
        return UNKNOWN;
    }

    private static List<Name> names(X509Certificate certificate) {
        try {
            @Nullable Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            List<Name> names = new ArrayList<>();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.get(0) instanceof Integer type && one.get(1) instanceof String text) {
                    boolean exact = type == URI;
                    names.add(new Name(type, exact ? text : text.toLowerCase(Locale.ROOT)));
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    @Override
    public @Nullable String challenge() {
        return null;
    }
}
