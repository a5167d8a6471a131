using System.Text;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>What does not fit counts as absent: member by member, item by item.</summary>
public sealed class LenientJsonTests
{
    [Theory]
    [InlineData("\"count\":\"x\"")]
    [InlineData("\"count\":99999999999999999999")]
    [InlineData("\"limit\":\"\"")]
    [InlineData("\"limit\":{}")]
    [InlineData("\"limit\":1,\"limit\":2")]
    [InlineData("\"not_after\":\"soon\"")]
    [InlineData("\"token\":[\"x\"]")]
    [InlineData("\"token\":{\"a\":{\"b\":[]}}")]
    [InlineData("\"claims\":{}")]
    [InlineData("\"claims\":\"none\"")]
    [InlineData("\"claims\":[1,\"x\",[{}],null]")]
    [InlineData("\"unknown\":{\"x\":1,\"x\":2}")]
    public async Task An_odd_optional_member_counts_as_absent(string odd)
    {
        SampleAnswer read = await ReadAsync($$"""{{{odd}},"name":"a"}""");

        Assert.Equal(("a", 0, null, default, null, 0), (read.Name, read.Count, read.Limit, read.NotAfter, read.Token, read.Claims.Count));
    }

    [Fact]
    public async Task The_other_members_and_items_are_read()
    {
        SampleAnswer read = await ReadAsync(
            """{"count":[],"limit":"12","name":"a","claims":[{"uhs":"1"},{"uhs":{}},7,{"uhs":"2","more":[1]}],"token":"t","not_after":"2030-01-02T03:04:05.123456789Z"}""");

        Assert.Equal((0, 12, "t", 2030), (read.Count, read.Limit, read.Token!.Reveal(), read.NotAfter.Year));
        Assert.Equal(["1", null, "2"], read.Claims.Select(static claim => claim.Uhs));
    }

    [Theory]
    [InlineData("""{"name":"a","name":"a"}""")]
    [InlineData("""{"name":"a","count":1,"name":"a","name":"a"}""")]
    [InlineData("""{"name":"a","name":"\u0061"}""")]
    public async Task A_member_that_stands_twice_with_one_value_counts_once(string body) => Assert.Equal("a", (await ReadAsync(body)).Name);

    [Fact]
    public async Task Names_that_differ_in_case_are_one_member_where_the_context_reads_them_so()
    {
        ProviderResponse answer = await Answers.AnswerAsync("""{"Text":"a","TEXT":"b","more":1,"texts":["x",{},"y"],"rest":[{"text":"z","texts":7},4]}""");

        LooseAnswer read = answer.ReadJson(LooseJsonContext.Default.LooseAnswer);

        Assert.Null(read.Text);
        Assert.Equal(["x", "y"], read.Texts!);
        Assert.Equal(("z", null), (Assert.Single(read.Rest!).Text, read.Rest![0].Texts));
        Assert.Equal(1, Assert.Single(read.More!).Value.GetInt32());
    }

    [Fact]
    public async Task A_root_of_another_kind_is_no_answer()
    {
        ProviderResponse answer = await Answers.AnswerAsync("""[{"name":"a"}]""");

        Assert.False(Assert.Throws<ProviderException>(() => answer.ReadJson(WireJsonContext.Default.SampleAnswer)).IsTransient);
    }

    [Fact]
    public async Task An_answer_of_which_nearly_nothing_fits_is_given_up_after_a_while()
    {
        ProviderResponse answer = await Answers.AnswerAsync($$"""{"name":"a","claims":[{{string.Join(',', Enumerable.Repeat("1", 5000))}}]}""");

        Assert.Throws<ProviderException>(() => answer.ReadJson(WireJsonContext.Default.SampleAnswer));
    }

    [Theory]
    [InlineData("""{"name":"hi \ud83d"}""", "hi \uFFFD")]
    [InlineData("""{"name":"\ud83d\ude00 \uD83D\uDE00"}""", "\U0001F600 \U0001F600")]
    [InlineData("""{"name":"\ude00\ud83d"}""", "\uFFFD\uFFFD")]
    [InlineData("""{"name":"\ud83d\ud83d\ude00"}""", "\uFFFD\U0001F600")]
    [InlineData("""{"name":"a\\ud83d\\\ud83d"}""", "a\\ud83d\\\uFFFD")]
    [InlineData("""{"x":"\ud83d","\ud83d":1,"name":"a","claims":[]}""", "a")]
    public async Task Half_a_surrogate_pair_becomes_a_replacement_character(string body, string name) => Assert.Equal(name, (await ReadAsync(body)).Name);

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_become_replacement_characters()
    {
        using HttpResponseMessage response = new() { Content = new ByteArrayContent([.. Encoding.ASCII.GetBytes("{\"name\":\"J"), 0xFC, .. Encoding.ASCII.GetBytes("rgen\"}")]) };
        ProviderResponse answer = await ProviderResponse.ReadAsync(response, new ResponseOrigin("xbox", "xsts", Answers.Arrival), 1000, CancellationToken.None);

        Assert.Equal("J\uFFFDrgen", answer.ReadJson(WireJsonContext.Default.SampleAnswer).Name);
    }

    [Fact]
    public async Task A_strict_answer_is_whole_or_none()
    {
        ProviderResponse odd = await Answers.AnswerAsync("""{"name":"a","limit":[]}""");
        ProviderResponse whole = await Answers.AnswerAsync("""{"name":"a","limit":null}""");

        Assert.Throws<ProviderException>(() => odd.ReadStrictJson(WireJsonContext.Default.SampleAnswer));
        Assert.Equal("a", whole.ReadStrictJson(WireJsonContext.Default.SampleAnswer).Name);
    }

    private static async Task<SampleAnswer> ReadAsync(string body) => (await Answers.AnswerAsync(body)).ReadJson(WireJsonContext.Default.SampleAnswer);
}

public sealed class LooseAnswer
{
    public string? Text { get; set; }

    public IReadOnlyList<string>? Texts { get; set; }

    public IReadOnlyList<LooseAnswer>? Rest { get; set; }

    [JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? More { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(LooseAnswer))]
internal sealed partial class LooseJsonContext : JsonSerializerContext;
