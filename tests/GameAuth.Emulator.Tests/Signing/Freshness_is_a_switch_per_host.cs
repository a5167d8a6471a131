using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class Freshness_is_a_switch_per_host : EmulatorTest
{
    [Theory]
    [InlineData(-240, HttpStatusCode.OK)]
    [InlineData(-241, HttpStatusCode.Forbidden)]
    [InlineData(240, HttpStatusCode.OK)]
    [InlineData(241, HttpStatusCode.Forbidden)]
    public async Task Sisu_takes_timestamps_of_four_minutes_either_way(int seconds, HttpStatusCode expected)
    {
        WireAnswer answer = await SisuAsync(seconds);

        Assert.Equal(expected, answer.Status);
        EmulatorEvent logged = Emulator.Log.Of("sisu.authorize").Single();
        Assert.Equal(expected is HttpStatusCode.OK ? SignatureVerdict.Verified : SignatureVerdict.Stale, logged.Signature);
        Assert.Equal(TimeSpan.FromSeconds(-seconds), logged.SignatureAge);
    }

    [Fact]
    public async Task A_stale_signature_gets_an_empty_body_and_the_servers_date()
    {
        WireAnswer answer = await SisuAsync(-3600);

        Assert.Empty(answer.Bytes);
        Assert.Equal(Time.GetUtcNow(), answer.Message.Headers.Date);
    }

    [Fact]
    public async Task A_device_request_of_any_age_is_taken()
    {
        WireAnswer answer = await Client.PostAsync(
            "device.auth.xboxlive.com", "/device/authenticate", XboxFlow.DeviceBody(Client.Key.Jwk),
            body => Client.Key.Sign("POST", "/device/authenticate", "", body, Client.Now.AddYears(-3)));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task The_servers_skew_counts_and_shows_in_its_date()
    {
        Emulator.ClockSkew = TimeSpan.FromMinutes(10);

        WireAnswer refused = await SisuAsync(0);
        WireAnswer corrected = await SisuAsync((int)(refused.Message.Headers.Date!.Value - Client.Now).TotalSeconds);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal(HttpStatusCode.OK, corrected.Status);
    }

    private async Task<WireAnswer> SisuAsync(int offsetSeconds)
    {
        WireAnswer msa = await Client.SignInAsync();
        WireAnswer device = await Client.DeviceAsync();
        return await Client.PostAsync(
            "sisu.xboxlive.com", "/authorize", XboxFlow.SisuBody(msa["access_token"], device["Token"], Client.Key.Jwk),
            body => Client.Key.Sign("POST", "/authorize", "", body, Client.Now.AddSeconds(offsetSeconds)));
    }
}
