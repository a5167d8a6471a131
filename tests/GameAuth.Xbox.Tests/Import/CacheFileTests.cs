namespace GameAuth.Xbox.Tests;

public sealed class CacheFileTests : IAsyncLifetime
{
    private XboxWorld _world = null!;
    private ForeignProgram _program = null!;

    public async Task InitializeAsync()
    {
        _world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        _program = new ForeignProgram(_world);
    }

    public async Task DisposeAsync()
    {
        _program.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Prismarine_s_live_cache_signs_in_without_a_prompt_and_goes_with_what_lies_beside_it()
    {
        await _program.WriteAsync("0a1b2c_live-cache.json", new
        {
            token = new { token_type = "bearer", expires_in = 3600, scope = XboxDefaults.Scope, access_token = "synthetic", refresh_token = await _program.SignInAsync(), obtainedOn = 1700000000000 },
        });
        foreach (string derived in new[] { "xbl", "bed", "mca", "mcs", "pfb" })
        {
            await _program.WriteAsync($"0a1b2c_{derived}-cache.json", """{"synthetic":true}""");
        }

        await _program.WriteAsync("ffffff_xbl-cache.json", "{}");
        ImportResult result = await ImportAsync(XboxImport.FromPrismarine(_program.Home), remove: true);
        Assert.Empty(result.NotRemoved);
        Assert.Equal("ffffff_xbl-cache.json", Path.GetFileName(Assert.Single(Directory.GetFiles(_program.Home))));
        Assert.Equal("EmuAda", await SignedInAsync(result));
    }

    [Fact]
    public async Task CmlLib_s_accounts_are_taken_one_by_one()
    {
        string path = await _program.WriteAsync("cml_accounts.json", new Dictionary<string, object>
        {
            ["one"] = new
            {
                MicrosoftOAuth = new { access_token = "synthetic", expires_in = 3600, expires_on = "2024-01-01T00:00:00+00:00", scope = XboxDefaults.Scope, refresh_token = await _program.SignInAsync() },
                XboxTokens = new { xstsToken = new { Token = "synthetic", DisplayClaims = new { xui = new[] { new { xid = "2814600000000010", gtg = "EmuAda", uhs = "1" } } } } },
                LastAccess = "2024-01-01T00:00:00",
            },
            ["two"] = new { MicrosoftOAuth = new { refresh_token = "synthetic.of-azure", scope = "XboxLive.signin offline_access" } },
            ["three"] = new { MicrosoftOAuth = "damaged" },
            ["four"] = new { XboxTokens = "damaged", JEToken = new { } },
            ["five"] = new { MicrosoftOAuth = new { refresh_token = "with spaces and a\nline" } },
        });
        ImportResult result = await ImportAsync(XboxImport.FromCmlLib(path), remove: true);
        Assert.Equal(
            [ImportSkipReason.OtherEndpoint, ImportSkipReason.Unreadable, ImportSkipReason.NoGrant, ImportSkipReason.Unreadable],
            result.Skipped.Select(skipped => skipped.Reason));
        Assert.Single(result.NotRemoved);
        Assert.Equal("EmuAda", await SignedInAsync(result));
    }

    [Fact]
    public async Task The_same_player_s_second_cache_is_recognised()
    {
        IXboxAuth xbox = await _world.OpenAsync();
        XboxAccount me = await _world.SignInAsync(xbox);
        string path = await _program.WriteAsync("cml_accounts.json", new Dictionary<string, object>
        {
            ["one"] = new
            {
                MicrosoftOAuth = new { refresh_token = "M.C000_SYN.synthetic-refresh-token" },
                XboxTokens = new { xstsToken = new { DisplayClaims = new { xui = new { xid = me.Xuid } } } },
            },
        });
        ImportResult result = await xbox.ImportAsync(XboxImport.FromCmlLib(path));
        Assert.Equal((ImportSkipReason.AlreadyThere, me.Id), (result.Skipped[0].Reason, result.Skipped[0].Account));
    }

    [Fact]
    public async Task Msal_s_tokens_are_taken_for_the_same_client_and_endpoint_alone()
    {
        string path = await _program.WriteAsync("msal_token_cache.json", new
        {
            AccessToken = new { },
            RefreshToken = new Dictionary<string, object>
            {
                ["a"] = Token("127.0.0.1", _program.ClientId, await _program.SignInAsync()),
                ["b"] = Token("127.0.0.1", "another", "synthetic"),
                ["c"] = Token("login.windows.net", _program.ClientId, "synthetic"),
                ["d"] = new { secret = 5 },
                ["e"] = "damaged",
            },
            Account = new { },
        });
        ImportResult result = await ImportAsync(XboxImport.FromMsal(path), remove: true);
        Assert.Equal(
            [ImportSkipReason.OtherEndpoint, ImportSkipReason.Unreadable, ImportSkipReason.Unreadable, ImportSkipReason.OtherClientId],
            result.Skipped.Select(skipped => skipped.Reason));
        Assert.Single(result.NotRemoved);
        Assert.Equal("EmuAda", await SignedInAsync(result));
    }

    [Fact]
    public async Task A_source_of_another_client_id_is_refused()
    {
        string path = await _program.WriteAsync("cml_accounts.json", "{}");
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => ImportAsync(XboxImport.FromCmlLib(path) with { ClientId = "another-title" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"token\":[1]}")]
    [InlineData("{\"RefreshToken\":7}")]
    [InlineData("{\"user_refresh_token\":{}}")]
    [InlineData("{\"one\":[]}")]
    [InlineData("{\"token\":{\"refresh_token\":\"\\u0001\"},\"user_refresh_token\":\"\\u0001\"}")]
    public async Task A_damaged_file_imports_nothing_throws_nothing_and_is_kept_in_every_format(string content)
    {
        string path = await _program.WriteAsync("odd.json", content);
        IXboxAuth xbox = await _world.OpenAsync();
        foreach (XboxImport format in new[] { XboxImport.FromStateFile(path), XboxImport.FromPrismarine(path), XboxImport.FromCmlLib(path), XboxImport.FromMsal(path) })
        {
            ImportResult result = await xbox.ImportAsync(format, new ImportOptions { RemoveSource = true });
            Assert.Equal((0, false, 1), (result.Imported.Count, result.DeviceTaken, result.NotRemoved.Count));
        }

        Assert.Equal(content, await File.ReadAllTextAsync(path));
    }

    private static object Token(string environment, string clientId, string secret) => new
    {
        home_account_id = "00000000-0000-0000-0000-000000000001.9188040d-6c67-4c5b-b112-36a304b66dad",
        environment, client_id = clientId, secret, credential_type = "RefreshToken", family_id = (string?)null,
    };

    private async Task<ImportResult> ImportAsync(XboxImport from, bool remove = false) =>
        await (await _world.OpenAsync()).ImportAsync(from, new ImportOptions { RemoveSource = remove });

    private async Task<string?> SignedInAsync(ImportResult result)
    {
        IXboxAuth xbox = await _world.OpenAsync();
        XboxAccount me = await xbox.SignInAsync(XboxSignIn.DeviceCode(_world.Prompt) with { Account = Assert.Single(result.Imported).Account });
        Assert.Equal(0, _world.Prompt.Asked);
        return me.Gamertag;
    }
}
