using System.Text.Json;

namespace GameAuth.Xbox.Tests.Supplied;

/// <summary>A library of the application's own that signs a player in at Microsoft and keeps the refresh token to itself, as MSAL does.</summary>
internal sealed class MicrosoftLibrary(XboxWorld world, string clientId, string scope)
{
    private string? _refreshToken;

    public int Asked { get; private set; }

    /// <summary>What the next question is answered with, if set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What all questions are answered with, if set.</summary>
    public MicrosoftToken? Fixed { get; set; }

    public async Task<MicrosoftToken> GetAsync(CancellationToken cancellationToken)
    {
        Asked++;
        return Failure is not null ? throw Failure : Fixed ?? (_refreshToken is null ? await SignInAsync() : await RefreshAsync());
    }

    public Task<MicrosoftToken> GetFreshAsync() => RefreshAsync();

    /// <summary>Signs in whoever the emulator's next script names.</summary>
    public async Task<MicrosoftToken> SignInAsync()
    {
        JsonElement code = await PostAsync("oauth20_connect.srf", ("scope", scope), ("response_type", "device_code"));
        for (int i = 0; i < 4; i++)
        {
            JsonElement answer = await PostAsync(
                "oauth20_token.srf", ("device_code", code.GetProperty("device_code").GetString()!), ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"));
            if (answer.TryGetProperty("access_token", out _))
            {
                return Keep(answer);
            }

            world.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        throw new InvalidOperationException("Nobody approved the code.");
    }

    private async Task<MicrosoftToken> RefreshAsync() =>
        Keep(await PostAsync("oauth20_token.srf", ("grant_type", "refresh_token"), ("refresh_token", _refreshToken!), ("scope", scope)));

    private MicrosoftToken Keep(JsonElement answer)
    {
        _refreshToken = answer.GetProperty("refresh_token").GetString();
        return new MicrosoftToken(
            new Secret(answer.GetProperty("access_token").GetString()!), world.Clock.GetUtcNow() + TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt64()));
    }

    private async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using HttpClient http = new() { BaseAddress = new Uri(world.Emulator.Configuration["GameAuth:Xbox:Endpoints:login"]!) };
        using FormUrlEncodedContent body = new(form.Prepend(("client_id", clientId)).Select(static field => KeyValuePair.Create(field.Item1, field.Item2)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
