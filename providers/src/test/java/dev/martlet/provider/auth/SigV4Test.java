// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Examples that AWS has published: its Signature Version 4 test suite, and the guides of IAM and
 * S3.
 */
class SigV4Test {
    private static final String EMPTY = SigV4.hash(new byte[0]);
    private static final SigV4 SUITE = new SigV4("us-east-1", "service", true);

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = true,
            nullValues = "-",
            value = {
                "GET, /, -, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET, //, -, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET, /example/.., -, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET, /example1/example2/../.., -, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET, /./, -, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET, /, Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
                "GET, /, Param1=value1, a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
                "POST, /, -, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
            })
    void theTestSuiteOfAws(String method, String path, String query, String signature) {
        assertThat(SUITE.authorization(suite(null), method, path, query, suiteHeaders(), EMPTY))
                .isEqualTo(
                        "AWS4-HMAC-SHA256"
                                + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature="
                                + signature);
    }

    /**
     * The suite shows this path decoded; it is sent encoded, and encoded once more to be signed.
     */
    @Test
    void aPathIsEncodedOnceMoreForAllServicesButS3() {
        String sent = "/model/anthropic.claude-v2%3A1/converse";

        assertThat(SUITE.canonical("POST", sent, null, suiteHeaders(), EMPTY))
                .startsWith("POST\n/model/anthropic.claude-v2%253A1/converse\n\nhost:");
        assertThat(
                        new SigV4("us-east-1", "s3", false)
                                .canonical("GET", "/a%3Ab//c", null, suiteHeaders(), EMPTY))
                .startsWith("GET\n/a%3Ab//c\n\nhost:");
    }

    @Test
    void aBodyIsSigned() {
        var headers = suiteHeaders();
        headers.put("content-type", "application/x-www-form-urlencoded");

        assertThat(
                        SUITE.authorization(
                                suite(null),
                                "POST",
                                "/",
                                null,
                                headers,
                                SigV4.hash("Param1=value1".getBytes(UTF_8))))
                .endsWith("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void aSessionTokenIsSigned() {
        var headers = suiteHeaders();
        headers.put(
                "x-amz-security-token",
                "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==");

        assertThat(SUITE.authorization(suite(null), "POST", "/", null, headers, EMPTY))
                .endsWith("85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
    }

    @Test
    void spacesOfHeadersAreFolded() {
        var headers = suiteHeaders();
        headers.put("my-header1", " value1");
        headers.put("my-header2", " \"a   b   c\"");

        assertThat(SUITE.authorization(suite(null), "GET", "/", null, headers, EMPTY))
                .endsWith("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    }

    @Test
    void theExampleOfTheIamGuide() {
        var headers = new TreeMap<String, String>();
        headers.put("host", "iam.amazonaws.com");
        headers.put("x-amz-date", "20150830T123600Z");
        headers.put("content-type", "application/x-www-form-urlencoded; charset=utf-8");

        assertThat(
                        new SigV4("us-east-1", "iam", true)
                                .authorization(
                                        suite(null),
                                        "GET",
                                        "/",
                                        "Action=ListUsers&Version=2010-05-08",
                                        headers,
                                        EMPTY))
                .isEqualTo(
                        "AWS4-HMAC-SHA256"
                                + " Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                                + " SignedHeaders=content-type;host;x-amz-date,"
                                + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /test.txt, '', f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "GET, /, lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "GET, /, max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void theExamplesOfTheS3Guide(String method, String path, String query, String signature) {
        var headers = new TreeMap<String, String>();
        headers.put("host", "examplebucket.s3.amazonaws.com");
        headers.put("x-amz-date", "20130524T000000Z");
        headers.put("x-amz-content-sha256", EMPTY);
        if (query.isEmpty()) {
            headers.put("range", "bytes=0-9");
        }
        var credentials =
                new AwsCredentials(
                        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);

        assertThat(
                        new SigV4("us-east-1", "s3", false)
                                .authorization(credentials, method, path, query, headers, EMPTY))
                .endsWith("Signature=" + signature);
    }

    private static AwsCredentials suite(String token) {
        return new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token);
    }

    private static SortedMap<String, String> suiteHeaders() {
        var headers = new TreeMap<String, String>();
        headers.put("host", "example.amazonaws.com");
        headers.put("x-amz-date", "20150830T123600Z");
        return headers;
    }
}
