using System.Net;
using System.Security.Cryptography;
using System.Buffers.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_sign_in_by_device_code : HytaleTest
{
    [Fact]
    public async Task Begins_with_the_guide_s_members()
    {
        WireAnswer answer = await Client.HytaleDeviceAsync();

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal((900, 5), (answer.Json["expires_in"]!.GetValue<int>(), answer.Json["interval"]!.GetValue<int>()));
        Assert.Equal($"{answer["verification_uri"]}?user_code={answer["user_code"]}", answer["verification_uri_complete"]);
        Assert.Matches("^[A-Z]{2}[0-9]{2}-[A-Z]{2}[0-9]{2}$", answer["user_code"]);
        Assert.Equal("hytale.device-code", Emulator.Log.Events.Single().Step);
    }

    [Fact]
    public async Task Is_pending_until_the_player_approves()
    {
        string code = (await Client.HytaleDeviceAsync())["device_code"];

        WireAnswer pending = await Client.HytalePollAsync(code);
        WireAnswer tokens = await Client.HytalePollAsync(code);

        Assert.Equal((400, "authorization_pending"), ((int)pending.Status, pending["error"]));
        Assert.Equal((200, "Bearer", HytaleFlow.HytaleScope), ((int)tokens.Status, tokens["token_type"], tokens["scope"]));
        Assert.Equal(3600, tokens.Json["expires_in"]!.GetValue<int>());
        Assert.StartsWith("ory_rt_", tokens["refresh_token"], StringComparison.Ordinal);
        Assert.Equal(["hytale_access", "hytale_refresh"], Emulator.Log.Of("hytale.poll")[1].Issued.Select(token => token.Kind));
        Assert.DoesNotContain(tokens["access_token"], string.Concat(Emulator.Log.Events.Select(one => one.ToJson())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_with_an_access_token_of_rs256()
    {
        Token token = new((await Client.HytaleSignInAsync())["access_token"]);
        JsonObject key = token.KeyIn((await Client.KeysAsync(host: HytaleFlow.OAuth)).Json);
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key["n"]!.ToString()), Exponent = Base64Url.DecodeFromChars(key["e"]!.ToString()) });

        Assert.True(rsa.VerifyData(token.SigningInput, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("RS256", token.Header["alg"]!.ToString());
        Assert.Equal(("https://oauth.accounts.hytale.com", "hytale-server", EmulatedHytaleAccount.Default.Owner), (token["iss"], token["client_id"], token["sub"]));
        Assert.Equal("[]", token.Claims["aud"]!.ToJsonString());
        Assert.Equal("""["openid","offline","auth:server"]""", token.Claims["scp"]!.ToJsonString());
        Assert.Equal(3600, token.Claims["exp"]!.GetValue<long>() - token.Claims["iat"]!.GetValue<long>());
        Assert.Equal(1, Emulator.Log.Count("hytale.oauth-jwks"));
    }

    [Fact]
    public async Task Is_denied_or_expires()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline, AfterPolls = 0 });
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Never });
        string denied = (await Client.HytaleDeviceAsync())["device_code"];
        string slow = (await Client.HytaleDeviceAsync())["device_code"];

        Assert.Equal("access_denied", (await Client.HytalePollAsync(denied))["error"]);
        Time.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal("authorization_pending", (await Client.HytalePollAsync(slow))["error"]);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("expired_token", (await Client.HytalePollAsync(slow))["error"]);
    }

    [Fact]
    public async Task Takes_a_code_once_and_from_its_client()
    {
        Emulator.SignIns.Default = new SignInScript { AfterPolls = 0 };
        string code = (await Client.HytaleDeviceAsync())["device_code"];

        Assert.Equal("invalid_grant", (await Client.HytalePollAsync(code, "other-client"))["error"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.HytalePollAsync(code)).Status);
        Assert.Equal("invalid_grant", (await Client.HytalePollAsync(code))["error"]);
        Assert.Equal("invalid_grant", (await Client.HytalePollAsync("made-up"))["error"]);
        Assert.Equal("unsupported_grant_type", (await Client.FormAsync("/oauth2/token", ("client_id", "c"), ("grant_type", "password")))["error"]);
        Assert.Equal("invalid_request", (await Client.FormAsync("/oauth2/token", ("grant_type", XboxFlow.DeviceGrant), ("device_code", code)))["error"]);
    }

    [Fact]
    public async Task Is_decided_by_the_test_or_on_the_page()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        WireAnswer first = await Client.HytaleDeviceAsync();
        WireAnswer second = await Client.HytaleDeviceAsync();
        Assert.Equal(2, Emulator.Hytale.PendingUserCodes.Count);

        Emulator.Hytale.Approve(first["user_code"].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal));
        WireAnswer page = await Client.VisitAsync(new Uri(second["verification_uri_complete"]));
        WireAnswer decided = await Client.FormAsync("/oauth2/device/verify", ("user_code", second["user_code"]), ("decision", "decline"));

        Assert.Contains(second["user_code"], page.Text, StringComparison.Ordinal);
        Assert.Contains("Declined", decided.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Client.HytalePollAsync(first["device_code"])).Status);
        Assert.Equal("access_denied", (await Client.HytalePollAsync(second["device_code"]))["error"]);
        Assert.Throws<EmulatorException>(() => Emulator.Hytale.Approve(first["user_code"]));
        Assert.Equal(2, Emulator.Log.Count("hytale.authorize"));
    }

    [Fact]
    public async Task Without_an_offline_scope_has_no_refresh_token()
    {
        Assert.Null((await Client.HytaleSignInAsync("openid auth:server")).Json["refresh_token"]);
    }

    [Fact]
    public async Task Is_told_to_slow_down_by_a_fault()
    {
        Emulator.Faults.Add(Fault.SlowDown() with { At = "hytale.poll" });
        string code = (await Client.HytaleDeviceAsync())["device_code"];

        Assert.Equal("slow_down", (await Client.HytalePollAsync(code))["error"]);
        Assert.Equal("authorization_pending", (await Client.HytalePollAsync(code))["error"]);
    }
}
