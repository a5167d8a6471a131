using GameAuth.Storage;

namespace GameAuth.Psn.Tests.Grant;

/// <summary>Tokens that a client gets for itself: no sign-in, no account.</summary>
public class ClientTokenTests
{
    private static readonly PsnClient Client = new(ScriptedService.OtherClientId, new Secret(ScriptedService.OtherClientSecret), "referenceDataService:countryConfig.read");

    [Fact]
    public async Task It_is_asked_for_with_client_scope_and_the_id_of_the_installation()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccessToken token = await psn.GetClientTokenAsync(Client);
        SentCall call = Assert.Single(world.Service.Sent);
        Assert.Equal(["client_id", "client_secret", "duid", "grant_type", "scope"], call.Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            (ScriptedService.OtherClientId, ScriptedService.OtherClientSecret, "client_credentials", "referenceDataService:countryConfig.read"),
            (call.Form["client_id"], call.Form["client_secret"], call.Form["grant_type"], call.Form["scope"]));
        Assert.DoesNotContain("Authorization", call.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.True(Guid.TryParse(call.Headers["X-Psn-Correlation-Id"], out _));
        Assert.Equal((world.Service.Secrets.Last(), world.Clock.GetUtcNow().AddSeconds(3599)), (token.Token.Reveal(), token.ExpiresAt));
        Assert.DoesNotContain(token.Token.Reveal(), token.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ScriptedService.OtherClientSecret, Client.ToString(), StringComparison.Ordinal);
        await psn.SignInAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.Equal(call.Form["duid"], world.Service.Last("sso").Form["duid"]);
    }

    [Fact]
    public async Task Many_callers_and_a_restart_share_one_and_no_account_has_a_row_of_it()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await world.SignInAsync(psn);
        int before = await RowsAsync(world);
        PsnAccessToken[] tokens = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => psn.GetClientTokenAsync(Client))));
        Assert.Single(tokens.Distinct());
        Assert.Equal(before + 1, await RowsAsync(world));
        await world.StopAsync();
        psn = await world.StartAsync();
        Assert.Equal(tokens[0], await psn.GetClientTokenAsync(Client));
        Assert.Equal(1, world.Service.Count("client"));
        await (await psn.FindAsync(me.Id))!.SignOutAsync();
        Assert.Equal(tokens[0], await psn.GetClientTokenAsync(Client));
        Assert.Equal(1, world.Service.Count("client"));
        Assert.Null(await psn.FindAsync());
    }

    [Fact]
    public async Task Another_client_or_scope_has_another_and_one_that_has_ended_or_is_refused_is_replaced()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccessToken first = await psn.GetClientTokenAsync(Client);
        PsnAccessToken other = await psn.GetClientTokenAsync(Client with { Scope = "other:scope" });
        Assert.NotEqual(first, other);
        world.Clock.Advance(TimeSpan.FromHours(1));
        PsnAccessToken second = await psn.GetClientTokenAsync(Client);
        Assert.NotEqual(first, second);
        PsnAccessToken third = await psn.GetClientTokenAsync(Client, refused: second);
        Assert.NotEqual(second, third);
        Assert.Equal(4, world.Service.Count("client"));

        // An old one says nothing about the one that is there.
        Assert.Equal(third, await psn.GetClientTokenAsync(Client, refused: first));
        Assert.Equal(4, world.Service.Count("client"));
        Assert.Equal(4, world.Service.Sent.Select(static call => call.Headers["X-Psn-Correlation-Id"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_fault_on_the_way_is_repeated_with_a_correlation_id_of_its_own()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        world.Service.Next("client", static () => ScriptedAnswer.Lost());
        await world.WalkAsync(psn.GetClientTokenAsync(Client));
        Assert.Equal(2, world.Service.Sent.Select(static call => call.Headers["X-Psn-Correlation-Id"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_client_that_the_service_does_not_know_is_a_matter_of_configuration_and_marks_no_account()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        IPsnAuth psn = (IPsnAuth)world.Host.Services.GetService(typeof(IPsnAuth))!;
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => psn.GetClientTokenAsync(Client with { ClientSecret = new Secret("wrong-secret") }));
        Assert.Equal("client token", error.Step);
        Assert.DoesNotContain("wrong-secret", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, me.Status);

        // The right secret is used from now on, after the rest that follows every failure.
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull(await psn.GetClientTokenAsync(Client));
    }

    [Theory]
    [InlineData("", "s", "x")]
    [InlineData("a b", "s", "x")]
    [InlineData("id", "", "x")]
    [InlineData("id", "a\nb", "x")]
    [InlineData("id", "s", "")]
    public async Task A_client_that_is_none_is_refused_before_anything_is_sent(string id, string secret, string scope)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => psn.GetClientTokenAsync(new PsnClient(id, new Secret(secret), scope)));
        Assert.Empty(world.Service.Sent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html></html>")]
    [InlineData("""{"access_token":"two words","token_type":"bearer"}""")]
    public async Task An_answer_without_a_token_is_a_typed_error_and_nothing_is_kept(string answer)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        world.Service.Next("client", () => ScriptedAnswer.Json(200, answer), times: 3);
        Assert.IsType<ProviderException>(await world.FailureAsync(psn.GetClientTokenAsync(Client)));
        world.Service.Forget("client");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull(await psn.GetClientTokenAsync(Client));
    }

    private static async Task<int> RowsAsync(PsnWorld world)
    {
        int rows = 0;
        await foreach (StoredRow _ in world.Store.ListAsync(partition: null, CancellationToken.None))
        {
            rows++;
        }

        return rows;
    }
}
