using System.Text.Json;

namespace GameAuth.ProviderContract;

/// <summary>No secret shows in anything that can be seen: logs at Trace, exceptions, activities, metrics, events, <c>ToString()</c>, JSON, frames of a socket.</summary>
public abstract class SecrecyContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    private readonly List<Exception> _errors = [];

    public static TheoryData<string> Damages => [.. AnswerDamage.Names];

    /// <summary>Ends of tokens that no token has, as JSON escapes, so that a test's name can be printed.</summary>
    public static TheoryData<string> Endings => ["\\n", "\\r\\nX-Injected: 1", "\\u0000", "\\u00e9", "\\u202e", "\\\"", " ", ";,=", "\\ud83d\\ude00"];

    [Fact]
    public async Task A_days_work_shows_no_secret()
    {
        using Overheard overheard = new();
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        overheard.Add(account);
        overheard.Add(await LeafAsync(account));
        using HttpClient client = account.CreateClient();
        HttpClient own = account.CreateClient<ContractClient>().Http;
        await VisitAsync(overheard, client, own);
        if (Harness.HasSocket)
        {
            await TryAsync(overheard, async () => await (await Harness.OpenSocketAsync(account)).DisposeAsync());
        }

        Harness.RefuseLeaves();
        await VisitAsync(overheard, client, own);
        Harness.ExpireLeafAndGrant();
        await VisitAsync(overheard, client, own);
        Tap.LoseCall(WireCall.Api);
        await TryAsync(overheard, () => client.PostAsync(Harness.ApiTarget, content: null));
        await TryAsync(overheard, () => client.GetAsync(new Uri("https://elsewhere.example/")));
        Harness.ExpireLeafAndGrant();
        Tap.LoseCall(WireCall.Refresh);
        await TryAsync(overheard, () => LeafAsync(account));
        Harness.EndGrant();
        await TryAsync(overheard, () => LeafAsync(account));
        await account.SignOutAsync();
        AssertSecret(overheard, host);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_token_that_fits_nowhere_is_quoted_nowhere(string ending)
    {
        using Overheard overheard = new();
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        string odd = JsonSerializer.Deserialize<string>($"\"{ending}\"")!;
        Harness.ShapeTokens(token => token + odd);
        Harness.ExpireLeafAndGrant();
        await TryAsync(overheard, () => LeafAsync(account));
        await TryAsync(overheard, async () => overheard.Add(await LeafAsync(account)));
        using HttpClient client = account.CreateClient();
        await VisitAsync(overheard, client, account.CreateClient<ContractClient>().Http);
        Harness.RefuseLeaves();
        await VisitAsync(overheard, client, account.CreateClient<ContractClient>().Http);
        await TryAsync(overheard, () => host.SignInAsync(forcePrompt: true));
        AssertSecret(overheard, host);
        Assert.All(_errors, error => Assert.True(error is GameAuthException or HttpRequestException, error.GetType().Name));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_answer_is_quoted_nowhere(string damage)
    {
        using Overheard overheard = new();
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        foreach (WireCall call in (WireCall[])[WireCall.Leaf, WireCall.Refresh, WireCall.SignIn])
        {
            Tap.Change(call, text => AnswerDamage.Apply(damage, text));
        }

        await TryAsync(overheard, () => host.SignInAsync(forcePrompt: true));
        Harness.ExpireLeaf();
        await TryAsync(overheard, () => LeafAsync(account));
        Harness.ExpireLeafAndGrant();
        await TryAsync(overheard, () => LeafAsync(account));
        AssertSecret(overheard, host);
    }

    [Fact]
    public async Task A_leaf_that_is_serialized_by_mistake_is_refused_or_shows_no_secret()
    {
        using Overheard overheard = new();
        ContractHost host = await Harness.StartHostAsync();
        object leaf = await LeafAsync(await host.SignInAsync());
        await TryAsync(overheard, () => Task.Run(() => overheard.Add(JsonSerializer.Serialize(leaf, leaf.GetType()))));
        AssertSecret(overheard, host);
    }

    private async Task VisitAsync(Overheard overheard, params HttpClient[] clients)
    {
        foreach (HttpClient client in clients)
        {
            await TryAsync(overheard, async () =>
            {
                using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
                overheard.Add(response.StatusCode);
                overheard.Add(response.RequestMessage);
            });
        }
    }

    private async Task TryAsync(Overheard overheard, Func<Task> work)
    {
        if (await Record.ExceptionAsync(() => WalkAsync(work())) is { } error)
        {
            _errors.Add(error);
            overheard.Add(error);
            overheard.Add(string.Join(' ', error.Data.Keys.Cast<object>().Concat(error.Data.Values.Cast<object>())));
        }
    }

    private void AssertSecret(Overheard overheard, ContractHost host)
    {
        string[] texts = [.. overheard.Texts, .. host.Logs.Lines, .. host.Events.All.Select(happened => happened.ToString()!)];
        string[] secrets = [.. Harness.Secrets.Distinct(StringComparer.Ordinal)];
        Assert.NotEmpty(host.Logs.Lines);
        Assert.NotEmpty(secrets);
        foreach (string secret in secrets.SelectMany(secret => (string[])[secret, Uri.EscapeDataString(secret), secret.Trim()]).Where(secret => secret.Length >= 8))
        {
            Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
            Assert.All(Tap.Frames, frame => Assert.True(Harness.SecretsOfFrames.Contains(secret) || !frame.Contains(secret, StringComparison.Ordinal)));
        }
    }
}
