using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.OAuth;

public sealed class DeviceAuthorizationTests
{
    private static readonly ServerUriPolicy Pages = new("xbox", "login.example");

    [Fact]
    public async Task The_code_is_asked_for_and_read()
    {
        Channel channel = new(Answer("""
            {"device_code":"dc","user_code":"AB\u001b[31mCD","verification_uri":"https://login.example/link",
             "verification_uri_complete":"https://login.example/link?otc=ABCD","expires_in":"1800","interval":7,"message":"x"}
            """));

        DeviceAuthorization code = await Endpoint(channel).BeginAsync(new OAuthForm().Add("client_id", "c").Add("scope", "s"), CancellationToken.None);

        Assert.Equal("client_id=c&scope=s", channel.Handler.Bodies[0]);
        Assert.Equal(("dc", "ABCD"), (code.DeviceCode.Reveal(), code.UserCode));
        Assert.Equal((new Uri("https://login.example/link"), new Uri("https://login.example/link?otc=ABCD")), (code.Page, code.PageWithCode));
        Assert.Equal((1800, 7), (code.ExpiresIn.TotalSeconds, code.Interval.TotalSeconds));
        Assert.DoesNotContain("dc", code.ToString().Replace("otc", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 900, 5)]
    [InlineData(",\"expires_in\":null,\"interval\":null", 900, 5)]
    [InlineData(",\"expires_in\":60,\"interval\":0", 60, 5)]
    [InlineData(",\"expires_in\":\"soon\",\"interval\":{}", 900, 5)]
    [InlineData(",\"expires_in\":60,\"expires_in\":61,\"interval\":5", 900, 5)]
    [InlineData(",\"expires_in\":60,\"interval\":-3", 60, 5)]
    [InlineData(",\"expires_in\":9223372036854775807,\"interval\":5", 86400, 5)]
    public async Task What_is_left_out_or_out_of_range_has_a_default(string more, int lifetime, int interval)
    {
        DeviceAuthorization code = DeviceAuthorization.Read(
            await Answers.AnswerAsync($$"""{"device_code":"d","user_code":"u","verification_url":"https://login.example/"{{more}}}"""), Pages);

        Assert.Equal((lifetime, interval), (code.ExpiresIn.TotalSeconds, code.Interval.TotalSeconds));
    }

    [Theory]
    [InlineData("""{"user_code":"u","verification_uri":"https://login.example/"}""")]
    [InlineData("""{"device_code":"","user_code":"u","verification_uri":"https://login.example/"}""")]
    [InlineData("""{"device_code":"d","user_code":"\u0007","verification_uri":"https://login.example/"}""")]
    [InlineData("""{"device_code":"d","user_code":"u"}""")]
    [InlineData("""{"device_code":"d","user_code":"u","verification_uri":"http://login.example/"}""")]
    [InlineData("""{"device_code":"d","user_code":"u","verification_uri":"https://evil.example/"}""")]
    [InlineData("""{"device_code":"d e","user_code":"u","verification_uri":"https://login.example/"}""")]
    [InlineData("""{"device_code":"d","user_code":"u","verification_uri":"https://login.example/","expires_in":0}""")]
    [InlineData("""{"device_code":"d","user_code":"u","verification_uri":"https://login.example/","expires_in":60,"interval":60}""")]
    [InlineData("")]
    [InlineData("<html></html>")]
    public async Task A_bad_answer_is_an_error_that_names_the_step(string body)
    {
        ProviderResponse answer = await Answers.AnswerAsync(body);

        ProviderException error = Assert.Throws<ProviderException>(() => DeviceAuthorization.Read(answer, Pages));

        Assert.Contains("'xsts'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_with_the_code_that_is_not_the_provider_s_is_left_out()
    {
        DeviceAuthorization code = DeviceAuthorization.Read(
            await Answers.AnswerAsync(
                """{"device_code":"d","user_code":"u","verification_uri":"https://login.example/","verification_uri_complete":"https://evil.example/"}"""), Pages);

        Assert.Equal((new Uri("https://login.example/"), null), (code.Page, code.PageWithCode));
    }

    [Fact]
    public async Task A_refusal_is_read_as_one() =>
        await Assert.ThrowsAsync<GameAuthConfigurationException>(
            () => Endpoint(new Channel(Answer("""{"error":"invalid_client"}""", 400))).BeginAsync(new OAuthForm(), CancellationToken.None));

    private static DeviceAuthorizationEndpoint Endpoint(Channel channel) => new(channel.Wire, new Uri("https://login.example/connect"), Pages);
}
