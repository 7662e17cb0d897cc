// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Picks the certificate for the name that a client asks for (RFC 6066, section 3): an exact name,
 * else a wildcard, else the first certificate. Certificates for the same name with different kinds
 * of keys may stand side by side. An alias is the index in the list.
 */
final class SniChoice extends X509ExtendedKeyManager {
    private final List<Identity> identities;

    SniChoice(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return socket instanceof SSLSocket tls ? choose(keyType, tls.getHandshakeSession()) : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return engine == null ? null : choose(keyType, engine.getHandshakeSession());
    }

    private @Nullable String choose(String keyType, @Nullable SSLSession session) {
        String name = requestedName(session);
        Predicate<Identity> tier = tier(name);
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            if (tier.test(identity) && identity.fits(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private Predicate<Identity> tier(String name) {
        if (!name.isEmpty()) {
            Predicate<Identity> exact = identity -> identity.names().contains(name);
            if (identities.stream().anyMatch(exact)) {
                return exact;
            }
            int dot = name.indexOf('.');
            if (dot > 0) {
                // A wildcard stands for one label only (RFC 9525, section 6.3).
                String wildcard = "*" + name.substring(dot);
                Predicate<Identity> wild = identity -> identity.names().contains(wildcard);
                if (identities.stream().anyMatch(wild)) {
                    return wild;
                }
            }
        }
        Identity first = identities.getFirst();
        return identity -> identity.names().equals(first.names());
    }

    private static String requestedName(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }

    private @Nullable Identity identity(@Nullable String alias) {
        return alias == null ? null : identities.get(Integer.parseInt(alias));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        @Nullable Identity identity = identity(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        @Nullable Identity identity = identity(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
