// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.Outbound;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Principal;
import dev.martlet.core.Resources;
import dev.martlet.policy.Trial;
import dev.martlet.policy.tenant.Sample;
import dev.martlet.policy.tenant.Tenants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final RSAKey KEY = Issuer.rsa("one", 2048);
    private static final ECKey CURVE = Issuer.ec("two");
    private static final RSAKey WEAK = Issuer.rsa("weak", 1024);
    private static final Tenants TENANTS =
            Sample.tenants(
                    Sample.tenant("acme", null, List.of("gpt-*"), null),
                    Sample.tenant("zeta", null));

    @TempDir private static Path folder;
    private static Path file;

    @BeforeAll
    static void writeKeys() throws Exception {
        file =
                Files.writeString(
                        folder.resolve("jwks.json"),
                        Issuer.publicKeys(KEY, CURVE, WEAK).toString());
    }

    /** What a test changes about the configuration. */
    private record Wish(
            String tenant,
            String claim,
            Map<String, String> tenants,
            List<String> scopes,
            String modelsClaim,
            String when) {
        static final Wish NOTHING = new Wish(null, null, Map.of(), List.of(), null, null);
    }

    private static JwtConfig config(Wish wish) {
        return new JwtConfig(
                Issuer.NAME,
                null,
                file,
                null,
                List.of("orders"),
                List.of(JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.EDDSA),
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                "sub",
                wish.tenant(),
                wish.claim(),
                wish.tenants(),
                wish.scopes(),
                wish.modelsClaim(),
                null,
                null,
                wish.when());
    }

    private static Trial.Result run(Wish wish, String token) {
        var context =
                new PolicyKind.Context(
                        new OnlySubject(),
                        new Random(1),
                        new Resources(),
                        Outbound.NONE,
                        () -> NOW);
        IdentityPolicy policy = (IdentityPolicy) Jwt.KIND.create(config(wish), context);
        Policy required = IdentityPolicy.required(List.of(policy));
        return Trial.of("GET", "/")
                .tenants(TENANTS)
                .header("Authorization", "Bearer " + token)
                .through(policy, required);
    }

    /** A condition is the subject that is wanted. */
    private static final class OnlySubject implements Expressions {
        @Override
        public Condition condition(String source) {
            return exchange -> exchange.get(Principal.KEY).claims().get("sub").equals(source);
        }

        @Override
        public KeyExpression key(String source) {
            throw new UnsupportedOperationException();
        }
    }

    private static String token(Map<String, Object> more) {
        return Issuer.token(KEY, JWSAlgorithm.RS256, Issuer.claims(NOW, more));
    }

    private static void refused(Trial.Result result, String message) {
        assertThat(result.status()).isEqualTo(401);
        assertThat(result.failure().publicMessage()).isEqualTo(message);
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void aGoodTokenSaysWhoItIsAndGoesNoFurther() {
        Trial.Result result = run(Wish.NOTHING, token(Map.of("groups", List.of("a", "b"))));
        assertThat(result.status()).isEqualTo(200);
        Principal caller = result.exchange().get(Principal.KEY);
        assertThat(caller.id()).isEqualTo("ada");
        assertThat(caller.method()).isEqualTo("jwt");
        assertThat(caller.tenant()).isEmpty();
        assertThat(caller.claims()).containsEntry("groups", List.of("a", "b"));
        assertThat(result.sent("Authorization")).isNull();
    }

    @Test
    void aCurveSignsToo() {
        String token = Issuer.token(CURVE, JWSAlgorithm.ES256, Issuer.claims(NOW, Map.of()));
        assertThat(run(Wish.NOTHING, token).status()).isEqualTo(200);
    }

    @Test
    void ed25519SignsToo(@TempDir Path other) throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var point = ((EdECPublicKey) pair.getPublic()).getPoint();
        byte[] big = point.getY().toByteArray();
        byte[] little = new byte[32];
        for (int i = 0; i < Math.min(32, big.length); i++) {
            little[i] = big[big.length - 1 - i];
        }
        little[31] |= (byte) (point.isXOdd() ? 0x80 : 0);
        var base64 = Base64.getUrlEncoder().withoutPadding();
        String jwk =
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\""
                        + base64.encodeToString(little)
                        + "\"}]}";
        String head = base64.encodeToString("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}".getBytes(UTF_8));
        String body =
                base64.encodeToString(
                        ("{\"iss\":\""
                                        + Issuer.NAME
                                        + "\",\"sub\":\"ada\",\"aud\":[\"x\",\"orders\"],\"exp\":"
                                        + NOW.plusSeconds(60).getEpochSecond()
                                        + "}")
                                .getBytes(UTF_8));
        var signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update((head + '.' + body).getBytes(UTF_8));
        String token = head + '.' + body + '.' + base64.encodeToString(signature.sign());
        Path before = file;
        try {
            file = Files.writeString(other.resolve("ed.json"), jwk);
            assertThat(run(Wish.NOTHING, token).status()).isEqualTo(200);
            String forged = head + '.' + body + '.' + base64.encodeToString(new byte[64]);
            refused(run(Wish.NOTHING, forged), "The token's signature does not hold.");
        } finally {
            file = before;
        }
    }

    @Test
    void aTokenOfAnotherIssuerIsSomebodyElsesBusiness() {
        refused(
                run(Wish.NOTHING, token(Map.of("iss", "https://other.example.com"))),
                "The token is not of an issuer that is known here.");
        refused(
                run(Wish.NOTHING, "not.a.token"),
                "The request has no credential that is known here.");
    }

    @Test
    void nothingButTheListedAlgorithmsIsBelieved() throws Exception {
        var claims = new JWTClaimsSet.Builder();
        Issuer.claims(NOW, Map.of()).forEach(claims::claim);
        String unsigned = new PlainJWT(claims.build()).serialize();
        assertThat(run(Wish.NOTHING, unsigned).status()).isEqualTo(401);
        // The public key as a shared secret: what fools who lets the token choose.
        var confused =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                        claims.build());
        confused.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
        refused(run(Wish.NOTHING, confused.serialize()), "The token's signature does not hold.");
        String other = Issuer.token(KEY, JWSAlgorithm.PS256, Issuer.claims(NOW, Map.of()));
        refused(run(Wish.NOTHING, other), "The token's signature does not hold.");
    }

    @Test
    void aForgedOrWeakOrForeignSignatureDoesNotHold() throws JOSEException {
        String good = token(Map.of());
        String forged = good.substring(0, good.lastIndexOf('.') + 1) + "AAAA";
        refused(run(Wish.NOTHING, forged), "The token's signature does not hold.");
        JWK stranger = Issuer.rsa("one", 2048);
        refused(
                run(
                        Wish.NOTHING,
                        Issuer.token(stranger, JWSAlgorithm.RS256, Issuer.claims(NOW, Map.of()))),
                "The token's signature does not hold.");
        refused(
                run(
                        Wish.NOTHING,
                        Issuer.token(WEAK, JWSAlgorithm.RS256, Issuer.claims(NOW, Map.of()))),
                "The token's signature does not hold.");
    }

    @Test
    void aTokenIsTakenInItsTimeAndTheClocksMayDiffer() {
        String message = "The token is not valid at this time.";
        Date end = Date.from(NOW.minusSeconds(61));
        refused(run(Wish.NOTHING, token(Map.of("exp", end))), message);
        refused(run(Wish.NOTHING, token(Map.of("exp", "absent"))), message);
        refused(run(Wish.NOTHING, token(Map.of("nbf", Date.from(NOW.plusSeconds(61))))), message);
        refused(run(Wish.NOTHING, token(Map.of("iat", Date.from(NOW.plusSeconds(61))))), message);
        Map<String, Object> within =
                Map.of(
                        "exp", Date.from(NOW.minusSeconds(59)),
                        "nbf", Date.from(NOW.plusSeconds(59)));
        assertThat(run(Wish.NOTHING, token(within)).status()).isEqualTo(200);
    }

    @Test
    void aTokenForSomebodyElseIsRefused() {
        String message = "The token is for another audience.";
        refused(run(Wish.NOTHING, token(Map.of("aud", "invoices"))), message);
        refused(run(Wish.NOTHING, token(Map.of("aud", "absent"))), message);
    }

    @Test
    void aTokenWithoutABearerIsRefused() {
        refused(
                run(Wish.NOTHING, token(Map.of("sub", "absent"))),
                "The token does not say who its bearer is.");
    }

    @Test
    void aClaimSaysWhoPays() {
        var byName = new Wish(null, "org.id", Map.of(), List.of(), null, null);
        Principal caller =
                run(byName, token(Map.of("org", Map.of("id", "acme"))))
                        .exchange()
                        .get(Principal.KEY);
        assertThat(caller.tenant()).isEqualTo("acme");
        assertThat(caller.access().model("gpt-5")).isTrue();
        assertThat(caller.access().model("claude")).isFalse();

        var mapped = new Wish(null, "org", Map.of("7", "zeta"), List.of(), null, null);
        assertThat(run(mapped, token(Map.of("org", 7))).exchange().get(Principal.KEY).tenant())
                .isEqualTo("zeta");
        assertThat(run(mapped, token(Map.of("org", "zeta"))).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "absent"})
    void aTenantThatIsNotThereIsForbidden(String org) {
        var byName = new Wish(null, "org", Map.of(), List.of(), null, null);
        Trial.Result result = run(byName, token(Map.of("org", org)));
        assertThat(result.status()).isEqualTo(403);
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void scopesHaveToBeThere() {
        var wish = new Wish(null, null, Map.of(), List.of("read", "write"), null, null);
        assertThat(run(wish, token(Map.of("scope", "openid write read"))).status()).isEqualTo(200);
        assertThat(run(wish, token(Map.of("scp", List.of("read", "write")))).status())
                .isEqualTo(200);
        Trial.Result less = run(wish, token(Map.of("scope", "read")));
        assertThat(less.status()).isEqualTo(403);
        assertThat(less.header("WWW-Authenticate"))
                .contains("error=\"insufficient_scope\"", "scope=\"read write\"");
        assertThat(run(wish, token(Map.of())).status()).isEqualTo(403);
    }

    @Test
    void aClaimNarrowsTheModelsAndItsAbsenceToNone() {
        var wish = new Wish("acme", null, Map.of(), List.of(), "models", null);
        var narrowed =
                run(wish, token(Map.of("models", List.of("gpt-5", "claude"))))
                        .exchange()
                        .get(Principal.KEY)
                        .access();
        assertThat(narrowed.model("gpt-5")).isTrue();
        assertThat(narrowed.model("gpt-4")).isFalse();
        assertThat(narrowed.model("claude")).isFalse();
        var none = run(wish, token(Map.of())).exchange().get(Principal.KEY).access();
        assertThat(none.model("gpt-5")).isFalse();
    }

    @Test
    void aConditionHasToHold() {
        var wish = new Wish(null, null, Map.of(), List.of(), null, "ada");
        assertThat(run(wish, token(Map.of())).status()).isEqualTo(200);
        assertThat(run(wish, token(Map.of("sub", "bob"))).status()).isEqualTo(403);
    }

    @Test
    void whatIsCriticalAndNotUnderstoodIsRefused() throws Exception {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("one")
                        .criticalParams(java.util.Set.of("x-new"))
                        .customParam("x-new", true)
                        .build();
        String token = Issuer.token(KEY, header, Issuer.claims(NOW, Map.of()));
        assertThat(run(Wish.NOTHING, token).status()).isEqualTo(401);
    }
}
