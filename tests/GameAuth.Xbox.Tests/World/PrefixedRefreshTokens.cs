using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>Gives every refresh token of the emulator a prefix on its way in, and insists on it on its way out.</summary>
internal sealed class PrefixedRefreshTokens(string prefix) : DelegatingHandler
{
    private const string Field = "refresh_token=";

    /// <summary>How many came back with the prefix.</summary>
    public int Seen { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath != "/oauth20_token.srf")
        {
            return await base.SendAsync(request, cancellationToken);
        }

        string[] form = (await request.Content!.ReadAsStringAsync(cancellationToken)).Split('&');
        int at = Array.FindIndex(form, static field => field.StartsWith(Field, StringComparison.Ordinal));
        if (at >= 0)
        {
            string token = Uri.UnescapeDataString(form[at][Field.Length..]);
            Assert.StartsWith(prefix, token, StringComparison.Ordinal);
            Seen++;
            form[at] = Field + Uri.EscapeDataString(token[prefix.Length..]);
            request.Content = new StringContent(string.Join('&', form), mediaType: new("application/x-www-form-urlencoded"));
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        JsonObject body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        if (body["refresh_token"]?.GetValue<string>() is { } plain)
        {
            body["refresh_token"] = prefix + plain;
            response.Content = new StringContent(body.ToJsonString(), mediaType: new("application/json"));
        }

        return response;
    }
}

/// <summary>Short ways to what a started application has.</summary>
internal static class StartedApplication
{
    public static IXboxAuth Xbox(this IHost host) => host.Services.GetRequiredService<IXboxAuth>();
}
