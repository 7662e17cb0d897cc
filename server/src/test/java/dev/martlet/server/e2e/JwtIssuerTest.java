// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer with a discovery document and keys, over real connections. */
class JwtIssuerTest {
    private final AtomicReference<String> keys = new AtomicReference<>("");
    private RawUpstream issuer;
    private ECKey key;

    @BeforeEach
    void start() throws Exception {
        key = key("one");
        keys.set(new JWKSet(List.of(key)).toString());
        issuer =
                RawUpstream.answering(request ->
                        switch (request.target()) {
                            case "/.well-known/openid-configuration" ->
                                    RawUpstream.ok(
                                            "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\"}"
                                                    .formatted(url()));
                            case "/keys" -> RawUpstream.ok(keys.get());
                            default -> RawUpstream.status(404);
                        });
    }

    @AfterEach
    void stop() throws Exception {
        issuer.close();
    }

    private String url() {
        return "http://127.0.0.1:" + issuer.port();
    }

    private static ECKey key(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private String token(ECKey signer, String org) throws Exception {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject("ada")
                        .audience("orders")
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .claim("org", org)
                        .claim("groups", List.of("staff"))
                        .build();
        var token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(signer.getKeyID()).build(),
                        claims);
        token.sign(new ECDSASigner(signer));
        return token.serialize();
    }

    private String configuration(String when) {
        return """
        tenants: [ { name: acme } ]
        routes: [ { name: all, to: { respond: { body: "in" } } } ]
        policies:
          - { kind: jwt, issuer: "%s", audience: orders, tenant-claim: org, when: "%s" }
        """
                .formatted(url(), when);
    }

    private static Message ask(RunningGateway gateway, String token) throws Exception {
        return gateway.exchange(
                "GET / HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    @Test
    void keysAreDiscoveredKeptOverAReloadAndServeWhileTheIssuerIsAway() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(configuration("'staff' in claims.groups"))) {
            assertThat(ask(gateway, token(key, "acme")).text()).isEqualTo("in");
            assertThat(ask(gateway, token(key, "other")).status()).isEqualTo(403);
            assertThat(issuer.next().target()).isEqualTo("/.well-known/openid-configuration");
            assertThat(issuer.next().target()).isEqualTo("/keys");
            String good = token(key, "acme");
            issuer.close();
            gateway.reload(configuration("tenant.name == 'acme' && claims.sub == 'ada'"));
            assertThat(ask(gateway, good).text()).isEqualTo("in");
        }
    }

    @Test
    void aForgedTokenIsRefusedAndSoIsOneWhoseConditionFails() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.start(configuration("'root' in claims.groups"))) {
            Message refused = ask(gateway, token(key("one"), "acme"));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.field("WWW-Authenticate")).contains("error=\"invalid_token\"");
            assertThat(ask(gateway, token(key, "acme")).status()).isEqualTo(403);
        }
    }

    @Test
    void anIssuerThatWasNeverThereIsNoReasonToLetAnybodyIn() throws Exception {
        String token = token(key, "acme");
        String configuration = configuration("true");
        issuer.close();
        try (RunningGateway gateway = RunningGateway.start(configuration)) {
            assertThat(ask(gateway, token).status()).isEqualTo(503);
        }
    }
}
