using System.Text;
using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class RowJsonTests
{
    private static string Rewrite(string previous, SampleRow value) =>
        Encoding.UTF8.GetString(RowJson.Write(value, SampleJson.Default.SampleRow, Encoding.UTF8.GetBytes(previous)));

    private static SampleRow Read(string json) => RowJson.Read(Encoding.UTF8.GetBytes(json), SampleJson.Default.SampleRow);

    [Fact]
    public void Unknown_members_survive_and_known_ones_are_replaced() =>
        Assert.Equal(
            """{"Name":"new","Inner":{"Count":2,"later":[1]},"added":{"x":1.50}}""",
            Rewrite("""{"Name":"old","added":{"x":1.50},"Note":"dropped","Inner":{"Count":1,"later":[1]}}""", new() { Name = "new", Inner = new() { Count = 2 } }));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"cut")]
    public void A_previous_value_that_is_no_object_has_nothing_to_carry_over(string previous) =>
        Assert.Equal("""{"Name":"new"}""", Rewrite(previous, new() { Name = "new" }));

    [Fact]
    public void A_nested_object_that_was_dropped_stays_dropped() =>
        Assert.Equal("""{"Name":"new"}""", Rewrite("""{"Inner":{"later":1}}""", new() { Name = "new" }));

    [Fact]
    public void What_was_written_is_read() => Assert.Equal("new", Read(Rewrite("", new() { Name = "new" })).Name);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"Name":"canary-secret""")]
    [InlineData("""{"Name":{"canary-secret":1}}""")]
    [InlineData("""{"Page":"http://[canary-secret"}""")]
    [InlineData("""["canary-secret"]""")]
    public void A_malformed_value_is_a_typed_error_without_content(string json)
    {
        CredentialStoreException e = Assert.Throws<CredentialStoreException>(() => Read(json));
        Assert.Equal(RowState.Corrupt, e.State);
        Assert.Null(e.InnerException);
        Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
    }
}

internal sealed class SampleRow
{
    public string? Name { get; set; }

    public string? Note { get; set; }

    public Uri? Page { get; set; }

    public SampleInner? Inner { get; set; }
}

internal sealed class SampleInner
{
    public int Count { get; set; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SampleRow))]
internal sealed partial class SampleJson : JsonSerializerContext;
