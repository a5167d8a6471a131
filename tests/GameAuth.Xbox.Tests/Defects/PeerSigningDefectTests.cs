using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator;
using GameAuth.Xbox.Tests.Azure;
using GameAuth.Xbox.Tests.Signing;

namespace GameAuth.Xbox.Tests;

/// <summary>How other clients sign wrongly, each as a test over what arrives at a socket.</summary>
public class PeerSigningDefectTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task The_path_without_the_query_signed_the_query_is_signed_too() =>
        await AssertSignedAsync("/users/me/profile/settings?settings=Gamertag", "");

    [Fact]
    public async Task The_query_without_its_question_mark_signed_it_is_signed_as_it_is_sent() => await AssertSignedAsync("/?only=query", "");

    [Fact]
    public async Task Text_squeezed_into_ASCII_signed_its_UTF_8_bytes_are() =>
        await AssertSignedAsync("/caf\u00e9?name=\u30b2\u30fc\u30e0", """{"Name":"\u00e9\u30b2 + \ud83c\udfae é ゲーム"}""");

    [Fact]
    public async Task A_long_body_signed_whole_its_first_8192_bytes_are() => await AssertSignedAsync("/titles", new string('b', 20_000));

    [Fact]
    public async Task No_contract_version_on_signed_calls_each_host_gets_its_own()
    {
        Assert.Equal("device.authenticate:1 sisu.authorize: xsts.authorize:1", await VersionsAsync(static _ => { }));
        Assert.Equal("device.authenticate:1 title.authenticate:1 user.authenticate:1 xsts.authorize:1 xsts.authorize:1", await VersionsAsync(static options => options.UseSisu = false));
        Assert.Equal("device.authenticate:1 user.authenticate:1 xsts.authorize:1 xsts.authorize:1", await VersionsAsync(static options => options.ClientId = AzureWorld.ClientId));
    }

    [Fact]
    public async Task XSTS_asked_without_a_signature_ours_is_signed_with_the_key_of_its_device_token()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await (await world.SignInAsync()).GetXstsTokenAsync(RelyingParty);
        EmulatorEvent device = world.Emulator.Log.Of("device.authenticate").Single();
        EmulatorEvent xsts = world.Emulator.Log.Of("xsts.authorize").Single();
        Assert.Equal((SignatureVerdict.Verified, device.KeyThumbprint), (xsts.Signature, xsts.KeyThumbprint));
    }

    [Fact]
    public async Task One_signature_shipped_for_all_each_call_has_its_own_of_its_own_time()
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.WatchAsync(sent);
        XboxAccount me = await world.SignInAsync(xbox);
        world.Clock.Advance(TimeSpan.FromDays(15));
        await me.GetProfileAsync();
        string[] signatures = [.. sent.Signed().Select(static one => OriginSigningDefectTests.Header(one.Request))];
        Assert.Equal((4, 4), (signatures.Length, signatures.Distinct().Count()));
        Assert.Equal(world.Clock.GetUtcNow(), DateTimeOffset.FromFileTime(SignatureOracle.FileTimeOf(signatures[^1])), TimeSpan.FromMinutes(1));
    }

    private static async Task AssertSignedAsync(string target, string body)
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync(await world.WatchAsync(sent));
        RawRequest seen = await RawRequest.SendAsync(async origin =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, new Uri(origin.OriginalString + target)) { Content = new StringContent(body) };
            await me.SignAsync(request);
            return request;
        });
        using ECDsa key = OriginSigningDefectTests.DeviceKey(sent);
        Assert.Equal(Encoding.UTF8.GetBytes(body), seen.Body);
        Assert.True(SignatureOracle.Verify(key, seen.Header("Signature"), "POST", seen.Target, "", seen.Body[..Math.Min(8192, seen.Body.Length)]));
    }

    private static async Task<string> VersionsAsync(Action<XboxOptions> options)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        await (await world.SignInAsync(options)).GetXstsTokenAsync(RelyingParty);
        return string.Join(' ', world.Emulator.Log.Events.Where(static one => one.Status != 0 && one.Host.EndsWith("xboxlive.com", StringComparison.Ordinal)).Select(static one => $"{one.Step}:{one.ContractVersion}"));
    }
}
