// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.RequestHead;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuthorizerTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2015-08-30T12:36:00Z"));

    @Test
    void eachSchemePutsItsKeyWhereItBelongs() {
        assertThat(headers(Authorizer.bearer(() -> "k1").authorize(head(), new byte[0])))
                .isEqualTo(
                        Map.of(
                                "accept",
                                "*/*",
                                "content-type",
                                "application/json",
                                "authorization",
                                "Bearer k1"));
        assertThat(
                        headers(
                                Authorizer.header("x-api-key", () -> "k2\n")
                                        .authorize(head(), new byte[0])))
                .isEqualTo(
                        Map.of(
                                "accept",
                                "*/*",
                                "content-type",
                                "application/json",
                                "x-api-key",
                                "k2"));
        assertThat(headers(Authorizer.none().authorize(head(), new byte[0])))
                .isEqualTo(Map.of("accept", "*/*", "content-type", "application/json"));
        RequestHead query = Authorizer.query("key", () -> "a+b&c").authorize(head(), new byte[0]);
        assertThat(query.target()).isEqualTo("/v1/x?alt=sse&key=a%2Bb%26c");
        assertThat(headers(query)).doesNotContainKeys("authorization", "x-goog-api-key");
    }

    @Test
    void whatAClientSentToTheGatewayNeverTravelsOn() {
        RequestHead original = head();
        RequestHead out = Authorizer.none().authorize(original, new byte[0]);

        assertThat(out.query()).isEqualTo("alt=sse");
        assertThat(headers(original)).hasSize(10);
        assertThat(original.query()).contains("client-key");
        assertThat(
                        Authorizer.none()
                                .authorize(original.withTarget("/v1", "%6bey=1"), new byte[0])
                                .query())
                .isNull();
    }

    @Test
    void aKeyThatWouldBeASecondHeaderIsRefused() {
        assertThatThrownBy(
                        () -> Authorizer.bearer(() -> "k\r\nx: y").authorize(head(), new byte[0]))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageNotContaining("x: y");
        assertThatThrownBy(() -> Authorizer.bearer(() -> " ").authorize(head(), new byte[0]))
                .isInstanceOf(AuthorizationException.class);
    }

    @Test
    void aKeyIsAskedForEachRequest() {
        var key = new AtomicReference<>("old");
        Authorizer authorizer = Authorizer.bearer(key::get);
        authorizer.authorize(head(), new byte[0]);
        key.set("new");

        assertThat(headers(authorizer.authorize(head(), new byte[0])))
                .containsEntry("authorization", "Bearer new");
    }

    @Test
    void anAwsRequestIsSignedAsItIsSent() {
        var credentials =
                new AwsCredentials(
                        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "SESSION");
        var signer = new AwsSigner(() -> credentials, "us-east-1", "bedrock", CLOCK);
        byte[] body = "{\"messages\":[]}".getBytes(UTF_8);

        Map<String, String> sent = headers(signer.authorize(head(), body));

        assertThat(sent.keySet())
                .containsExactlyInAnyOrder(
                        "accept",
                        "content-type",
                        "authorization",
                        "x-amz-date",
                        "x-amz-security-token");
        assertThat(sent).containsEntry("x-amz-date", "20150830T123600Z");
        var signed = new TreeMap<String, String>();
        signed.put("host", "provider.example");
        signed.put("content-type", "application/json");
        signed.put("x-amz-date", "20150830T123600Z");
        signed.put("x-amz-security-token", "SESSION");
        assertThat(sent.get("authorization"))
                .isEqualTo(
                        new SigV4("us-east-1", "bedrock", true)
                                .authorization(
                                        credentials,
                                        "POST",
                                        "/v1/x",
                                        "alt=sse",
                                        signed,
                                        SigV4.hash(body)));
        assertThat(headers(signer.authorize(head(), new byte[0])).get("authorization"))
                .as("another body, another signature")
                .isNotEqualTo(sent.get("authorization"));
        assertThat(signer.signsPayload()).isTrue();
    }

    @Test
    void nothingSecretIsShown() {
        assertThat(new AwsCredentials("ID", "SECRET", "TOKEN").toString())
                .isEqualTo("AWS credentials ID");
        assertThat(Authorizer.header("api-key", () -> "SECRET").toString())
                .doesNotContain("SECRET");
    }

    private static Map<String, String> headers(RequestHead head) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : head.headers()) {
            headers.put(header.headerName().lowerCase(), header.get());
        }
        return headers;
    }

    private static RequestHead head() {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.ACCEPT, "*/*");
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        for (String name :
                new String[] {
                    "Authorization",
                    "Proxy-Authorization",
                    "Cookie",
                    "X-Api-Key",
                    "Api-Key",
                    "X-Goog-Api-Key",
                    "X-Amz-Security-Token",
                    "X-Amz-Date"
                }) {
            headers.set(HeaderNames.create(name), "client");
        }
        return new RequestHead(
                Method.POST,
                "https",
                "Provider.example",
                "/v1/x",
                "key=client-key&alt=sse",
                headers);
    }
}
