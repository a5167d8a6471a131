using System.Net;
using GameAuth.Providers;

namespace GameAuth.Xbox.Tests;

/// <summary>What a link to the Minecraft services hears.</summary>
public class MinecraftErrorTests
{
    [Theory]
    [InlineData("""{"path":"/authentication/login_with_xbox","errorMessage":"Invalid app registration, see https://aka.ms/AppRegInfo for more information"}""")]
    [InlineData("")]
    public async Task A_client_id_that_is_not_approved_is_a_matter_of_setting_up(string body)
    {
        GameAuthConfigurationException error = Assert.IsType<GameAuthConfigurationException>(await RefusedAsync(HttpStatusCode.Forbidden, body));
        Assert.Contains("https://aka.ms/AppRegInfo", error.Message, StringComparison.Ordinal);
        Assert.Contains("client id", error.Message, StringComparison.Ordinal);
        Assert.Equal(("xbox", "minecraft"), (error.Provider, error.Step));
    }

    [Fact]
    public async Task A_page_of_the_network_in_front_is_not_taken_for_that()
    {
        ProviderException error = Assert.IsType<ProviderException>(await RefusedAsync(HttpStatusCode.Forbidden, "\r\n<!DOCTYPE html><h1>403 ERROR</h1>"));
        Assert.Equal((403, true), (error.Status, error.IsTransient));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    public async Task Any_other_answer_is_a_failure_with_its_status(HttpStatusCode status, bool isTransient)
    {
        ProviderException error = Assert.IsType<ProviderException>(await RefusedAsync(status, "{}"));
        Assert.Equal(((int)status, isTransient), (error.Status, error.IsTransient));
    }

    private static async Task<GameAuthException> RefusedAsync(HttpStatusCode status, string body)
    {
        using HttpResponseMessage response = new(status) { Content = new StringContent(body) };
        ResponseOrigin origin = new("xbox", "minecraft", DateTimeOffset.UnixEpoch);
        return MinecraftErrors.ToException(await ProviderResponse.ReadAsync(response, origin, ProviderResponse.MaxApiBody, default));
    }
}
