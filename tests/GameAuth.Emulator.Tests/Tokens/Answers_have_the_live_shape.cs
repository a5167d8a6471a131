using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class Answers_have_the_live_shape : EmulatorTest
{
    private const string SevenDigits = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z$";

    [Fact]
    public async Task A_device_token_has_timestamps_of_seven_digits_and_lives_14_days()
    {
        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal("2026-01-02T03:04:05.0000000Z", answer["IssueInstant"]);
        Assert.Equal("2026-01-16T03:04:05.0000000Z", answer["NotAfter"]);
        JsonNode device = answer.Json["DisplayClaims"]!["xdi"]!;
        Assert.Matches("^[0-9A-F]{16}$", device["did"]!.GetValue<string>());
        Assert.Equal("0", device["dcs"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_sisu_answer_has_a_bare_token_an_object_for_the_user_and_a_text_for_the_device()
    {
        WireAnswer msa = await Client.SignInAsync();
        string device = (await Client.DeviceAsync())["Token"];

        JsonNode body = (await Client.SisuAsync(msa["access_token"], device)).Json;

        Assert.Equal(device, body["DeviceToken"]!.GetValue<string>());
        Assert.Equal(JsonValueKind.Object, body["UserToken"]!.GetValueKind());
        Assert.Equal(["uhs"], body["UserToken"]!["DisplayClaims"]!["xui"]![0]!.AsObject().Select(one => one.Key));
        Assert.NotNull(body["TitleToken"]!["DisplayClaims"]!["xti"]!["tid"]);
        Assert.DoesNotContain("XBL3.0", body["AuthorizationToken"]!["Token"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Matches(SevenDigits, body["AuthorizationToken"]!["NotAfter"]!.GetValue<string>());
        foreach (string member in new[] { "WebPage", "Sandbox", "UseModernGamertag", "Flow", "Emulated" })
        {
            Assert.True(body.AsObject().ContainsKey(member), member);
        }
    }

    [Fact]
    public async Task An_xsts_token_for_xbox_live_names_the_player_and_lives_16_hours()
    {
        JsonNode token = (await Client.SisuSignInAsync()).Json["AuthorizationToken"]!;

        JsonNode claims = token["DisplayClaims"]!["xui"]![0]!;
        Assert.Equal("2026-01-02T19:04:05.0000000Z", token["NotAfter"]!.GetValue<string>());
        Assert.Equal("EmuPlayer1", claims["gtg"]!.GetValue<string>());
        Assert.Equal("2814600000000001", claims["xid"]!.GetValue<string>());
        Assert.Equal("Adult", claims["agg"]!.GetValue<string>());
        foreach (string code in new[] { "uhs", "usr", "utr", "prv", "mgt", "umg", "mgs" })
        {
            Assert.Equal(JsonValueKind.String, claims[code]!.GetValueKind());
        }
    }

    [Fact]
    public async Task The_user_hash_is_the_same_in_every_token_of_a_player()
    {
        JsonNode body = (await Client.SisuSignInAsync()).Json;

        Assert.Equal(
            body["UserToken"]!["DisplayClaims"]!["xui"]![0]!["uhs"]!.GetValue<string>(),
            body["AuthorizationToken"]!["DisplayClaims"]!["xui"]![0]!["uhs"]!.GetValue<string>());
    }

    [Fact]
    public async Task Modern_gamertags_come_when_asked_for()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        JsonObject body = XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"]);

        JsonNode plain = (await Client.XstsAsync(body)).Json["DisplayClaims"]!["xui"]![0]!;
        body["Properties"]!["OptionalDisplayClaims"] = new JsonArray("mgt", "umg", "mgs");
        JsonNode modern = (await Client.XstsAsync(body)).Json["DisplayClaims"]!["xui"]![0]!;

        Assert.Null(plain["umg"]);
        Assert.NotNull(modern["umg"]);
    }

    [Fact]
    public async Task Every_answer_has_members_that_no_client_knows()
    {
        JsonNode connect = (await Client.ConnectAsync()).Json;
        JsonNode msa = (await Client.SignInAsync()).Json;
        JsonNode device = (await Client.DeviceAsync()).Json;

        Assert.All([connect["emulated"], msa["emulated"], device["Emulated"]], Assert.NotNull);
    }

    [Fact]
    public async Task Tokens_are_long_and_visibly_emulated()
    {
        JsonNode sisu = (await Client.SisuSignInAsync()).Json;

        foreach (string kind in new[] { "UserToken", "TitleToken", "AuthorizationToken" })
        {
            Assert.StartsWith("EMULATOR.", sisu[kind]!["Token"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.InRange(sisu[kind]!["Token"]!.GetValue<string>().Length, 1000, 4000);
        }
    }
}
