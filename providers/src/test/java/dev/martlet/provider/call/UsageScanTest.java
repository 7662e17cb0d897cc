// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.chat.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageScanTest {
    private static Usage scan(String json, int piece) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        var scan = new UsageScan();
        for (int i = 0; i < bytes.length; i += piece) {
            scan.read(bytes, i, Math.min(piece, bytes.length - i));
        }
        return scan.usage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'usage':{'prompt_tokens':7,'completion_tokens':3},'data':[{'usage':1}]} | 7 | 3",
                "{'data':[{'usage':{'prompt_tokens':1}},'usage','}'],'s':'a\\'usage\\':{','usage' : {'total_tokens':9, 'prompt_tokens':9}} | 9 | 0",
                "{'results':[],'usage':{'total_tokens':5}} | 5 | 0",
                "{'usage':{'type':'tokens','input_tokens':4,'output_tokens':2,'input_token_details':{'audio_tokens':4}}} | 4 | 2",
                "{'meta':{'api_version':{'v':'2'},'billed_units':{'input_tokens':8}}} | 8 | 0",
                "{'embedding':{'values':[1]},'usageMetadata':{'promptTokenCount':6}} | 6 | 0",
            })
    void usageIsFoundHoweverTheBytesCome(String json, long input, long output) {
        for (int piece : new int[] {1, 2, 7, 1000}) {
            Usage usage = scan(json, piece);

            assertThat(usage).isNotNull();
            assertThat(usage.input()).isEqualTo(input);
            assertThat(usage.output()).isEqualTo(output);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'data':[{'usage':{'prompt_tokens':1}}]}",
                "{'usage':null}",
                "{'usage':{'type':'duration','seconds':3}}",
                "{'meta':{'billed_units':{'search_units':1}}}",
                "no json }}} at : all",
                "[{'usage':{'prompt_tokens':1}}]",
            })
    void whatIsNoUsageIsNone(String json) {
        assertThat(scan(json, 3)).isNull();
    }

    @Test
    void aHugeMemberIsLetGoOf() {
        assertThat(scan("{'usage':{'a':'" + "x".repeat(100_000) + "','prompt_tokens':1}}", 1000))
                .isNull();
    }
}
