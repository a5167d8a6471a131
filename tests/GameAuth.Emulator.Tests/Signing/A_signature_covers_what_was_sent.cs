using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class A_signature_covers_what_was_sent : EmulatorTest
{
    private const string Host = "device.auth.xboxlive.com";
    private const string Path = "/device/authenticate";

    [Fact]
    public async Task The_raw_bytes_of_the_body_count_and_not_their_meaning()
    {
        string compact = XboxFlow.DeviceBody(Client.Key.Jwk).ToJsonString();
        byte[] spaced = Encoding.UTF8.GetBytes(compact.Replace(":{", ": {", StringComparison.Ordinal));

        WireAnswer honest = await Client.PostBytesAsync(Host, Path, spaced, Client.Key.Sign("POST", Path, "", spaced, Client.Now));
        WireAnswer forged = await Client.PostBytesAsync(Host, Path, spaced, Client.Key.Sign("POST", Path, "", Encoding.UTF8.GetBytes(compact), Client.Now));

        Assert.Equal(HttpStatusCode.OK, honest.Status);
        AssertRefused(forged);
    }

    [Theory]
    [InlineData("GET", Path, "")]
    [InlineData("POST", "/device/authenticate/", "")]
    [InlineData("POST", Path, "XBL3.0 x=1;2")]
    public async Task Method_target_and_authorization_count(string method, string target, string authorization)
    {
        WireAnswer answer = await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), body => Client.Key.Sign(method, target, authorization, body, Client.Now));

        AssertRefused(answer);
    }

    [Fact]
    public async Task The_query_counts_as_it_was_sent()
    {
        JsonNode token = (await Client.SisuSignInAsync()).Json["AuthorizationToken"]!;
        const string target = "/users/me/profile/settings?settings=Gamertag%2CGamerscore";
        string signature = Client.Key.Sign("GET", target, token.AuthorizationHeader(), [], Client.Now);

        WireAnswer answer = await Client.GetProfileAsync(target, token.AuthorizationHeader(), signature: signature);
        WireAnswer unescaped = await Client.GetProfileAsync(target.Replace("%2C", ",", StringComparison.Ordinal), token.AuthorizationHeader(), signature: signature);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(HttpStatusCode.Forbidden, unescaped.Status);
        Assert.Equal([SignatureVerdict.Verified, SignatureVerdict.Bad], Emulator.Log.Of("profile.settings").Select(one => one.Signature));
    }

    [Theory]
    [InlineData(8192, HttpStatusCode.OK)]
    [InlineData(8191, HttpStatusCode.Forbidden)]
    [InlineData(20_000, HttpStatusCode.Forbidden)]
    public async Task Of_a_long_body_the_first_8192_bytes_count(int signedBytes, HttpStatusCode expected)
    {
        JsonObject body = XboxFlow.DeviceBody(Client.Key.Jwk);
        body["Properties"]!["Padding"] = new string('x', 10_000);

        WireAnswer answer = await Client.PostAsync(Host, Path, body, bytes => Client.Key.Sign("POST", Path, "", bytes, Client.Now, cap: signedBytes));

        Assert.Equal(expected, answer.Status);
    }

    [Fact]
    public async Task Sub_second_ticks_are_taken()
    {
        WireAnswer answer = await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), body => Client.Key.Sign("POST", Path, "", body, Client.Now.AddTicks(1234567)));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Another_policy_version_is_refused()
    {
        AssertRefused(await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), body => Client.Key.Sign("POST", Path, "", body, Client.Now, version: 2)));
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("!!!!AQHWE40Q98yAFe3R7GuZfvGA350cH7hWgg4HIHjaD9lGYiwxki6bNyGnB8dMEIfEmBiuNuGUfWjY5lL2h44X/VMGOkPIezVb7Q==")]
    [InlineData("AAAAAf////////////////+Z35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc35gc8Q==")]
    public async Task A_malformed_header_is_refused(string header)
    {
        AssertRefused(await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), _ => header));
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using WireKey stranger = new();

        AssertRefused(await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), key: stranger));
    }

    [Fact]
    public async Task A_device_request_without_a_signature_is_refused()
    {
        WireAnswer answer = await Client.PostAsync(Host, Path, XboxFlow.DeviceBody(Client.Key.Jwk), _ => "");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal(SignatureVerdict.Absent, Emulator.Log.Events.Single().Signature);
    }

    private void AssertRefused(WireAnswer answer)
    {
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(answer.Bytes);
        EmulatorEvent refused = Emulator.Log.Events[^1];
        Assert.Equal(SignatureVerdict.Bad, refused.Signature);
        Assert.NotNull(refused.SignatureDetail);
        Assert.Empty(refused.Issued);
    }
}
