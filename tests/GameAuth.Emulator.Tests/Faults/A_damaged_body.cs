using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Faults;

public sealed class A_damaged_body : EmulatorTest
{
    [Fact]
    public async Task May_be_empty() => Assert.Empty((await DeviceAsync(BodyDamage.Empty)).Bytes);

    [Fact]
    public async Task May_be_a_page()
    {
        WireAnswer answer = await DeviceAsync(BodyDamage.Html);

        Assert.Equal(200, (int)answer.Status);
        Assert.StartsWith("<!DOCTYPE html>", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_end_with_the_connection()
    {
        Emulator.Faults.Add(new Fault { At = "device", Damage = BodyDamage.Truncated });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.DeviceAsync());
    }

    [Fact]
    public async Task May_be_half_a_json_text()
    {
        WireAnswer answer = await DeviceAsync(BodyDamage.HalfJson);

        Assert.StartsWith("{", answer.Text, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => answer.Json);
    }

    [Fact]
    public async Task May_be_huge()
    {
        Emulator.Faults.Add(new Fault { At = "device", Damage = BodyDamage.Huge, HugeBytes = 3_000_000 });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.InRange(answer.Bytes.Length, 3_000_000, 3_010_000);
        Assert.NotNull(answer.Json["Token"]);
    }

    [Fact]
    public async Task May_be_huge_and_small_on_the_wire()
    {
        WireAnswer answer = await DeviceAsync(BodyDamage.HugeCompressed);

        using GZipStream unpacked = new(new MemoryStream(answer.Bytes), CompressionMode.Decompress);
        using MemoryStream whole = new();
        await unpacked.CopyToAsync(whole);
        Assert.InRange(answer.Bytes.Length, 1, 500_000);
        Assert.True(whole.Length > 20 * 1024 * 1024);
    }

    [Fact]
    public async Task May_nest_deeper_than_any_parser_goes()
    {
        WireAnswer answer = await DeviceAsync(BodyDamage.Deep);

        Assert.ThrowsAny<JsonException>(() => answer.Json);
        Assert.Contains("[[[[", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_have_unknown_fields_everywhere()
    {
        JsonNode body = (await DeviceAsync(BodyDamage.UnknownFields)).Json;

        Assert.NotNull(body["zzUnknownObject"]);
        Assert.NotNull(body["DisplayClaims"]!["xdi"]!["zzUnknownText"]);
        Assert.NotNull(body["Token"]);
    }

    [Fact]
    public async Task May_have_null_claims()
    {
        JsonObject body = (await DeviceAsync(BodyDamage.NullClaims)).Json.AsObject();

        Assert.True(body.ContainsKey("DisplayClaims"));
        Assert.Null(body["DisplayClaims"]);
    }

    [Fact]
    public async Task May_have_empty_claims()
    {
        Emulator.Faults.Add(new Fault { At = "sisu", Damage = BodyDamage.EmptyClaims });

        JsonNode body = (await Client.SisuSignInAsync()).Json;

        Assert.Empty(body["AuthorizationToken"]!["DisplayClaims"]!["xui"]!.AsArray());
    }

    [Fact]
    public async Task May_have_numbers_as_strings()
    {
        Emulator.Faults.Add(new Fault { At = "login.connect", Damage = BodyDamage.NumbersAsStrings });

        JsonNode body = (await Client.ConnectAsync()).Json;

        Assert.Equal("900", body["expires_in"]!.GetValue<string>());
    }

    [Fact]
    public async Task May_have_nulls_for_strings()
    {
        Assert.Null((await DeviceAsync(BodyDamage.NullStrings)).Json["Token"]);
    }

    [Fact]
    public async Task May_have_timestamps_of_nine_digits()
    {
        Assert.Equal("2026-01-16T03:04:05.000000089Z", (await DeviceAsync(BodyDamage.NineFractionDigits))["NotAfter"]);
    }

    [Fact]
    public async Task May_have_timestamps_that_are_none()
    {
        Assert.Equal("the day after tomorrow", (await DeviceAsync(BodyDamage.BadDates))["NotAfter"]);
    }

    [Fact]
    public async Task May_name_a_member_twice()
    {
        WireAnswer answer = await DeviceAsync(BodyDamage.DuplicateKeys);

        Assert.Equal(2, answer.Text.Split("\"IssueInstant\"").Length - 1);
        using JsonDocument parsed = JsonDocument.Parse(answer.Text);
        Assert.Equal(JsonValueKind.Null, parsed.RootElement.GetProperty("IssueInstant").ValueKind);
    }

    [Fact]
    public async Task Takes_nothing_from_what_the_service_remembers()
    {
        await DeviceAsync(BodyDamage.Empty);

        Assert.Single(Emulator.Log.Events.Single().Issued);
    }

    private Task<WireAnswer> DeviceAsync(BodyDamage damage)
    {
        Emulator.Faults.Add(new Fault { At = "device", Damage = damage });
        return Client.DeviceAsync();
    }
}
