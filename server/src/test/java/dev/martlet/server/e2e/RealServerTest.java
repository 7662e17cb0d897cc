// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Between a client and a server that others have written. */
class RealServerTest {
    private WireMockServer server;
    private RunningGateway gateway;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        gateway =
                RunningGateway.start(
                        """
                        services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
                        routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
                        """
                                .formatted(server.port()));
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow();
        try {
            gateway.close();
        } finally {
            server.stop();
        }
    }

    private HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + target));
    }

    @Test
    void bodiesOfAllSizesArriveWhole() throws Exception {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withBody("x".repeat(300_000))));
        for (int size : new int[] {1, 1000, 65_535, 65_536, 65_537, 1_000_000}) {
            String body = "b".repeat(size);
            HttpResponse<String> reply =
                    http.send(
                            to("/size/" + size)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("x".repeat(300_000));
            server.verify(
                    postRequestedFor(urlEqualTo("/size/" + size)).withRequestBody(equalTo(body)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFaultLooksLikeAGoodReply(Fault fault) throws Exception {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
        HttpRequest request = to("/").POST(HttpRequest.BodyPublishers.ofString("x")).build();
        if (fault == Fault.MALFORMED_RESPONSE_CHUNK) {
            assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        } else {
            HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(502);
            assertThat(reply.headers().firstValue("content-type"))
                    .contains("application/problem+json");
        }
    }
}
