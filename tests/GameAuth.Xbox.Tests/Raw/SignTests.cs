using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Xbox.Tests.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RichardSzalay.MockHttp;

namespace GameAuth.Xbox.Tests.Raw;

/// <summary>Requests that the application signs itself are judged by the key that the device token was asked for with.</summary>
public class SignTests
{
    [Theory]
    [InlineData("/users/me?a=b%20c&d=%C3%A9", "")]
    [InlineData("/caf\u00e9", "{\"text\":\"\u30b2\u30fc\u30e0 +\"}")]
    public async Task A_request_is_signed_over_what_arrives_with_the_key_of_the_device(string target, string body)
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, sent, static _ => new HttpResponseMessage(HttpStatusCode.OK));
        RawRequest seen = await RawRequest.SendAsync(async origin =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, new Uri(origin.OriginalString + target)) { Content = new StringContent(body) };
            request.Headers.Authorization = AuthenticationHeaderValue.Parse("XBL3.0 x=123;made.up-token");
            await me.SignAsync(request);
            return request;
        });

        using ECDsa key = sent.DeviceKey();
        Assert.Equal(Encoding.UTF8.GetBytes(body), seen.Body);
        Assert.True(SignatureOracle.Verify(key, seen.Header("Signature"), "POST", seen.Target, "XBL3.0 x=123;made.up-token", seen.Body));
    }

    [Fact]
    public async Task The_time_that_is_signed_is_the_servers()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync(static emulator => emulator.ClockSkew = TimeSpan.FromHours(3));
        XboxAccount me = await world.SignInAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "https://titlehub.xboxlive.com/");
        await me.SignAsync(request);
        DateTimeOffset signedAt = DateTimeOffset.FromFileTime(SignatureOracle.FileTimeOf(request.Headers.GetValues("Signature").Single()));
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(3), signedAt, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_client_of_the_account_signs_each_attempt_anew_with_the_token_that_it_carries()
    {
        SentRequests sent = new();
        List<(string Authorization, string Signature)> seen = [];
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, sent, request =>
        {
            seen.Add((request.Headers.NonValidated["Authorization"].ToString(), request.Headers.NonValidated["Signature"].ToString()));
            return new HttpResponseMessage(seen.Count == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
        });
        using HttpRequestMessage request = new(HttpMethod.Post, "https://titlehub.xboxlive.com/titles?x=1") { Content = new StringContent("body") };
        await me.SignAsync(request);
        using HttpResponseMessage answer = await me.CreateClient("own").SendAsync(request);

        using ECDsa key = sent.DeviceKey();
        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, seen.Select(static one => one.Authorization).Distinct().Count()));
        Assert.All(seen, one => Assert.True(SignatureOracle.Verify(key, one.Signature, "POST", "/titles?x=1", one.Authorization, "body"u8.ToArray())));
    }

    [Fact]
    public async Task With_signing_off_a_request_that_nobody_signed_stays_unsigned()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        List<bool> signed = [];
        XboxAccount me = await SignInAsync(world, [], request =>
        {
            signed.Add(request.Headers.Contains("Signature"));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }, static options => options.SignRequests = false);
        using HttpResponseMessage plain = await me.CreateClient("own").GetAsync(new Uri("https://titlehub.xboxlive.com/"));
        using HttpRequestMessage own = new(HttpMethod.Get, "https://titlehub.xboxlive.com/");
        await me.SignAsync(own);
        using HttpResponseMessage kept = await me.CreateClient("own").SendAsync(own);
        Assert.Equal([false, true], signed);
    }

    [Theory]
    [InlineData("https://titlehub.xboxlive.com/", 8192)]
    [InlineData("https://settings.xboxlive.com/", 9000)]
    [InlineData("https://gssv-auth-prod.xboxlive.com/", 8192)]
    [InlineData("https://example.test/", 8192)]
    public async Task As_much_of_the_body_is_signed_as_the_policy_of_the_host_says(string target, int signed)
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, sent, static _ => new HttpResponseMessage(HttpStatusCode.OK));
        byte[] body = RandomNumberGenerator.GetBytes(9000);
        using HttpRequestMessage request = new(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        await me.SignAsync(request);
        using ECDsa key = sent.DeviceKey();
        Assert.True(SignatureOracle.Verify(key, request.Headers.GetValues("Signature").Single(), "POST", "/", "", body[..signed]));
    }

    [Fact]
    public async Task A_request_without_an_absolute_address_is_refused()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await world.SignInAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/users/me", UriKind.Relative));
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => me.SignAsync(request).AsTask());
        Assert.Equal("request", error.ParamName);
    }

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, SentRequests sent, Func<HttpRequestMessage, HttpResponseMessage> answer, Action<XboxOptions>? options = null)
    {
        MockHttpMessageHandler mock = new();
        mock.When("*").Respond(answer);
        IHost host = await world.StartApplicationAsync(app =>
        {
            app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => mock).AddXboxAuthentication();
            app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent));
        }, options);
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }
}
