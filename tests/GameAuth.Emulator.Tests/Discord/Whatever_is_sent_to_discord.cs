using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

/// <summary>Thousands of requests that are good but for some of their parts: none breaks the emulator, and none gets what only a good one gets.</summary>
public sealed class Whatever_is_sent_to_discord : DiscordTest
{
    private static readonly string[] Junk =
    [
        "", " ", "\0", "\ufeff", "\ud800", "💥", "%", "%zz", "%00", "&=&", "a=b&a=b", "../../etc", "..%2f..%2f", "\r\nX-Injected: 1", "null", "[]", "{}", "-1", "1e309", "Bearer", "Basic", "EMULATOR",
        new string('A', 4097), new string('%', 300), "authorization_code", "refresh_token", "http://127.0.0.1:53700/discord", DiscordFlow.Application,
    ];

    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.GlobalLimit = 0;
        discord.BucketLimit = int.MaxValue;
        discord.InvalidRequestLimit = 0;
        discord.RequireUserAgent = false;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Gives_no_token_unless_all_of_it_is_good(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 700; round++)
        {
            bool isRefresh = random.Next(2) == 0;
            Dictionary<string, string> good = new()
            {
                ["client_id"] = DiscordFlow.Application,
                ["client_secret"] = DiscordFlow.Secret,
                ["grant_type"] = isRefresh ? "refresh_token" : "authorization_code",
                [isRefresh ? "refresh_token" : "code"] = isRefresh ? (await SignInAsync())["refresh_token"] : Emulator.Discord.CreateActivityCode("emunova", codeChallenge: BrowserFlow.Challenge()),
            };
            if (!isRefresh) { good["code_verifier"] = BrowserFlow.Verifier; }
            string name = good.Keys.ElementAt(random.Next(good.Count));
            Dictionary<string, string> bad = new(good);
            string body = random.Next(4) switch
            {
                0 => Form(bad.Where(field => field.Key != name)),
                1 => Form(bad) + "&" + Form([new(name, bad[name])]),
                2 => Form(bad.Select(field => field.Key == name ? new(name, field.Value + "x") : field)),
                _ => Form(bad.Select(field => field.Key == name ? new(name, Junk[random.Next(Junk.Length)] + "!") : field)),
            };

            WireAnswer refused = await PostAsync("/api/oauth2/token", Encoding.UTF8.GetBytes(body), "application/x-www-form-urlencoded");
            WireAnswer served = await PostAsync("/api/oauth2/token", Encoding.UTF8.GetBytes(Form(good)), "application/x-www-form-urlencoded");

            Assert.True(refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{(int)refused.Status} to {body}");
            Assert.Contains(refused["error"], new[] { "invalid_request", "invalid_client", "invalid_grant", "unsupported_grant_type" });
            Assert.Equal(HttpStatusCode.OK, served.Status);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Is_answered_and_never_breaks_it(int seed)
    {
        Random random = new(seed);
        string[] paths = ["/api/oauth2/token", "/api/oauth2/token/revoke", "/oauth2/authorize"];
        string[] reads = ["/api/oauth2/@me", "/api/users/@me", $"/api/applications/{DiscordFlow.Application}/activity-instances/", "/oauth2/authorize?", "/api/v10/"];
        string[] types = ["application/x-www-form-urlencoded", "application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16"];
        string[] schemes = ["", "Bearer ", "Bot ", "Basic "];
        for (int round = 0; round < 1500; round++)
        {
            byte[] noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            string junk = Junk[random.Next(Junk.Length)];
            byte[] body = random.Next(3) switch { 0 => noise, 1 => Encoding.UTF8.GetBytes(junk), _ => Encoding.UTF8.GetBytes(Form([new("grant_type", junk), new("token", junk), new("code", junk), new("request", junk)])) };
            WireAnswer answer = random.Next(2) == 0
                ? await PostAsync(paths[random.Next(paths.Length)], body, types[random.Next(types.Length)])
                : await Client.DiscordGetAsync(reads[random.Next(reads.Length)] + Uri.EscapeDataString(Junk[random.Next(Junk.Length - 6)]), Header(schemes[random.Next(schemes.Length)] + junk));

            Assert.True((int)answer.Status is >= 300 and < 500 or 501 || (answer.Status is HttpStatusCode.OK && !answer.Text.Contains("access_token", StringComparison.Ordinal)), $"{(int)answer.Status}: {answer.Text}");
            Assert.DoesNotContain("emulator_failed", answer.Text, StringComparison.Ordinal);
            Assert.Null(answer.Header("X-Injected"));
        }

        Assert.DoesNotContain(Emulator.Log.Events, one => one.Note?.StartsWith("the emulator failed", StringComparison.Ordinal) == true);
        Assert.Empty(Emulator.Log.Events.SelectMany(one => one.Issued));
    }

    /// <summary>What a header can carry at all.</summary>
    private static string? Header(string text) => new string([.. text.Where(one => one is > ' ' and <= '~' or ' ')]) is { Length: > 0 } carried ? carried : null;

    private static string Form(IEnumerable<KeyValuePair<string, string>> fields) => string.Join('&', fields.Select(field => $"{Encoded(field.Key)}={Encoded(field.Value)}"));

    /// <summary>A lone surrogate goes out as the three bytes that no decoder takes.</summary>
    private static string Encoded(string text) => string.Concat(text.Select(one => char.IsAsciiLetterOrDigit(one) ? one.ToString() : char.IsSurrogate(one) ? "%ED%A0%80" : string.Concat(Encoding.UTF8.GetBytes([one]).Select(part => $"%{part:X2}"))));

    private Task<WireAnswer> PostAsync(string path, byte[] body, string type)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return Client.DiscordAsync(HttpMethod.Post, path, content: content, agent: null);
    }
}
