using System.Text;
using GameAuth.Providers;

namespace GameAuth.Xbox.Tests;

/// <summary>A refusal without a code says what to do next.</summary>
public class WordlessRefusalTests
{
    [Theory]
    [InlineData("user", 400, "", "ClientKind")]
    [InlineData("sisu", 400, "{}", "ClientKind")]
    [InlineData("xsts", 400, "", "relying party")]
    [InlineData("device", 400, "", "correlation id")]
    [InlineData("user", 401, "", "sign in again")]
    [InlineData("title", 401, "", "sign in again")]
    [InlineData("xsts", 401, "", "try again")]
    [InlineData("profile", 403, "{}", "privacy")]
    [InlineData("profile", 404, "", "address")]
    [InlineData("xsts", 503, "", "try again later")]
    [InlineData("xsts", 418, "", "correlation id")]
    public async Task It_names_the_next_step(string step, int status, string body, string next)
    {
        ProviderException error = Assert.IsType<ProviderException>(await ReadAsync(step, status, body));

        Assert.Contains(next, error.Message, StringComparison.Ordinal);
        Assert.Equal(status >= 500, error.IsTransient);
    }

    [Theory]
    [InlineData("user", 400)]
    [InlineData("sisu", 403)]
    [InlineData("xsts", 401)]
    public async Task A_page_is_not_the_word_of_the_service(string step, int status)
    {
        ProviderException error = Assert.IsType<ProviderException>(await ReadAsync(step, status, "<html>Access Denied</html>"));

        Assert.True(error.IsTransient);
        Assert.Contains("network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_403_without_a_time_does_not_say_that_the_clock_is_right()
    {
        Assert.Contains("check the clock", (await ReadAsync("sisu", 403, "")).Message, StringComparison.Ordinal);
        Assert.Contains("the clock is right", (await ReadAsync("sisu", 403, "", date: "Thu, 01 Jan 1970 00:00:10 GMT")).Message, StringComparison.Ordinal);
    }

    private static async Task<GameAuthException> ReadAsync(string step, int status, string body, string? date = null)
    {
        using HttpResponseMessage response = new((System.Net.HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (date is not null)
        {
            response.Headers.TryAddWithoutValidation("Date", date);
        }

        ResponseOrigin origin = new("xbox", step, DateTimeOffset.UnixEpoch);
        return XboxRefusal.Read(await ProviderResponse.ReadAsync(response, origin, 1000, CancellationToken.None), MicrosoftPages.Policy(allowLoopback: false)).ToException();
    }
}
