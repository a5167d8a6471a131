using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class A_device_token_is_bound_to_its_key : EmulatorTest
{
    [Fact]
    public async Task Sisu_refuses_another_key_even_with_an_honest_signature()
    {
        using WireKey other = new();
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];

        WireAnswer answer = await Client.SisuAsync(access, device, other);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("device token is bound", Emulator.Log.Events[^1].SignatureDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sisu_needs_no_proof_key_beside_a_device_token()
    {
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        JsonObject body = XboxFlow.SisuBody(access, device, Client.Key.Jwk);
        body.Remove("ProofKey");

        WireAnswer answer = await Client.PostAsync("sisu.xboxlive.com", "/authorize", body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Xsts_checks_a_signature_with_the_device_tokens_key()
    {
        using WireKey other = new();
        JsonObject body = await XstsBodyAsync();

        WireAnswer foreign = await Client.XstsAsync(body, other);
        WireAnswer own = await Client.XstsAsync(body);

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK], [foreign.Status, own.Status]);
    }

    [Fact]
    public async Task Xsts_takes_a_request_without_a_signature()
    {
        WireAnswer answer = await Client.PostAsync("xsts.auth.xboxlive.com", "/xsts/authorize", await XstsBodyAsync(), _ => "");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(SignatureVerdict.Absent, Emulator.Log.Of("xsts.authorize").Single().Signature);
    }

    [Fact]
    public async Task A_user_request_before_any_key_is_settled_by_the_device_token_it_meets()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string user = (await Client.UserAsync(ticket))["Token"];
        string device = (await Client.DeviceAsync())["Token"];
        await Client.XstsAsync(XboxFlow.XstsBody(user, device));

        EmulatorEvent deferred = Emulator.Log.Of("user.authenticate").Single();
        EmulatorEvent settled = Emulator.Log.Events.Single(one => one.RefersTo == deferred.Sequence);
        Assert.Equal(SignatureVerdict.Deferred, deferred.Signature);
        Assert.Equal(SignatureVerdict.Verified, settled.Signature);
        Assert.Equal(Emulator.Log.Of("device.authenticate").Single().KeyThumbprint, settled.KeyThumbprint);
    }

    [Fact]
    public async Task A_user_request_signed_with_another_key_is_settled_as_bad()
    {
        using WireKey other = new();
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        WireAnswer user = await Client.PostAsync("user.auth.xboxlive.com", "/user/authenticate", XboxFlow.UserBody(ticket), key: other);
        string device = (await Client.DeviceAsync())["Token"];

        await Client.XstsAsync(XboxFlow.XstsBody(user["Token"], device));

        Assert.Equal(SignatureVerdict.Bad, Emulator.Log.Events.Single(one => one.RefersTo is not null).Signature);
    }

    private async Task<JsonObject> XstsBodyAsync()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        return XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"], device);
    }
}
