// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HealthCommandTest {

    private final StringWriter err = new StringWriter();
    private HttpServer admin;
    private volatile int status = 200;

    @BeforeEach
    void startAnAdminPort() throws IOException {
        admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.createContext(
                "/health/ready",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        admin.start();
    }

    @AfterEach
    void stopIt() {
        admin.stop(0);
    }

    @Test
    void aReadyGatewayIsHealthy() {
        assertThat(health()).isZero();
    }

    @Test
    void aDrainingGatewayIsNot() {
        status = 503;
        assertThat(health()).isOne();
        assertThat(err.toString()).contains("status 503");
    }

    @Test
    void noGatewayIsNotHealthy() {
        admin.stop(0);
        assertThat(health()).isOne();
        assertThat(err.toString()).contains("expected: ready");
    }

    private int health() {
        return new CommandLine(new MartletCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("health", "--admin", "127.0.0.1:" + admin.getAddress().getPort());
    }
}
