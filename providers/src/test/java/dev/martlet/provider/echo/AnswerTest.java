// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.json.Json;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnswerTest {
    @Test
    void theLastMessageComesBack() {
        Answer answer = Answer.to(request("'two words'", ""));

        assertThat(answer.text()).isEqualTo("two words");
        assertThat(answer.pieces()).containsExactly("two", " words");
        assertThat(answer.finish()).isEqualTo("stop");
    }

    @Test
    void textPartsAreRead() {
        Answer answer = Answer.to(request("[{'type':'text','text':'in parts'}]", ""));

        assertThat(answer.text()).isEqualTo("in parts");
    }

    @Test
    void directivesAreTakenFromTheBeginning() {
        Answer answer = Answer.to(request("'/delay 250ms\\n/pace 5ms\\n/tokens 5\\na b'", ""));

        assertThat(answer.script().delay()).isEqualTo(Duration.ofMillis(250));
        assertThat(answer.script().pace()).isEqualTo(Duration.ofMillis(5));
        assertThat(answer.text()).isEqualTo("a b a b a");
    }

    @Test
    void aDirectiveInTheMiddleIsText() {
        assertThat(Answer.to(request("'a\\n/status 500'", "")).script().status()).isEqualTo(200);
    }

    @Test
    void aForcedToolIsCalledWithArgumentsOfItsSchema() {
        String tools =
                ",'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object',"
                        + "'properties':{'city':{'type':'string'},'days':{'type':'integer','minimum':3},"
                        + "'unit':{'enum':['c','f']}}}}}],'tool_choice':'required'";

        Answer answer = Answer.to(request("'weather'", tools));

        assertThat(answer.finish()).isEqualTo("tool_calls");
        assertThat(Objects.requireNonNull(answer.tool()).arguments())
                .isEqualTo("{\"city\":\"echo\",\"days\":3,\"unit\":\"c\"}");
    }

    @Test
    void aMessageMayAskForATool() {
        String tools = ",'tools':[{'type':'function','function':{'name':'f'}}]";

        assertThat(Answer.to(request("'/tool f\\nplease'", tools)).tool())
                .isEqualTo(new Answer.Call("f", "{}"));
        assertThat(Answer.to(request("'/tool g\\nplease'", tools)).tool()).isNull();
    }

    @Test
    void structuredOutputFollowsItsSchema() {
        String format =
                ",'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':"
                        + "{'type':'object','properties':{'ok':{'type':'boolean'},"
                        + "'list':{'type':'array','items':{'type':'number'}}}}}}";

        assertThat(Answer.to(request("'x'", format)).text())
                .isEqualTo("{\"ok\":true,\"list\":[1.0]}");
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        String format =
                ",'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':"
                        + "{'type':'object','properties':{'next':{'$ref':'#'}}}}}";

        assertThat(Answer.to(request("'x'", format)).text()).startsWith("{\"next\":{\"next\":");
    }

    private static JsonNode request(String content, String rest) {
        return Json.read(
                ("{'model':'echo','messages':[{'role':'user','content':"
                                + content
                                + "}]"
                                + rest
                                + "}")
                        .replace('\'', '"'));
    }
}
