// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/%7Eada/%41, /~ada/A",
        "/a%2fb%3d, /a%2Fb%3D",
        "/a/./b/../c, /a/c",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/.., /",
        "/../../a, /a",
        "/a//../b, /a/b",
        "/%2e%2E/a, /a",
        "/a/.%2e/b, /b",
        "/.../a, /.../a",
        "/.a/..b, /.a/..b",
        "/%252e%252e/a, /%252e%252e/a",
        "/%c3%bc, /%C3%BC",
    })
    void aPathHasOneNormalForm(String path, String normal) {
        assertThat(RequestPath.normalize(path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2Fb, /a/b",
        "/a%5Cb, /a/b",
        "/a\\b, /a/b",
        "//a///b/, /a/b/",
        "/a;x=1/b;y, /a/b",
        "/a/..;x/b, /b",
        "/a%3Bx/b, /a/b",
        "/a/%2F..%2Fb, /b",
        "/%40a%20b%C3%BC, /@a%20b%C3%BC",
        "/%252F, /%252F",
    })
    void theLenientFormIsWhatAnUpstreamMayRead(String path, String lenient) {
        assertThat(RequestPath.mayBeReadOtherwise(path)).isTrue();
        assertThat(RequestPath.lenient(path)).isEqualTo(lenient);
    }

    @Test
    void aPathInNormalFormStaysTheSameObject() {
        for (String path : new String[] {"/orders/7", "/.well-known/x", "/a%20b", "*"}) {
            assertThat(RequestPath.normalize(path)).isSameAs(path);
        }
    }

    @Test
    void bothFormsAreStableForWhateverIsSent() {
        var random = new Random(7);
        String[] parts = {"/", "a", ".", "..", "%2e", "%2F", "%5c", ";", "\\", "%61", "%25", "%3b"};
        for (int i = 0; i < 50_000; i++) {
            var path = new StringBuilder("/");
            for (int length = random.nextInt(8); length > 0; length--) {
                path.append(parts[random.nextInt(parts.length)]);
            }
            String normal = RequestPath.normalize(path.toString());
            assertThat(normal).startsWith("/").doesNotContain("/../", "/./", "%2e", "%61");
            assertThat(RequestPath.normalize(normal)).isEqualTo(normal);
            String lenient = RequestPath.lenient(normal);
            assertThat(lenient)
                    .startsWith("/")
                    .doesNotContain("/../", "//", "\\", ";")
                    .doesNotEndWith("/..");
            if (!RequestPath.mayBeReadOtherwise(normal)) {
                assertThat(lenient).isEqualTo(normal);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1&b=2 | b | 2",
                "a=1&a=2 | a | 1",
                "a=b=c | a | b=c",
                "a&b | a | ''",
                "a= | a | ''",
                "a%3Db=1 | a=b | 1",
                "a=1%2B+%zz%4 | a | '1+ %zz%4'",
                "a=%F0%9F%98%80%ff | a | '😀\uFFFD'",
                "&&a=1& | a | 1",
                "ab=1 | a | ",
                "A=1 | a | ",
                "=1 | '' | ",
                "'' | a | ",
            })
    void aQueryParameterIsDecoded(String query, String name, String value) {
        assertThat(QueryText.first(query, name)).isEqualTo(value);
        assertThat(QueryText.all(query).get(name)).isEqualTo(value);
    }
}
