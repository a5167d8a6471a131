namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>discord</c> section.</summary>
internal static class DiscordSection
{
    public static DiscordEmulatorOptions Read(ScenarioObject discord)
    {
        DiscordEmulatorOptions options = new();
        foreach (ScenarioObject application in discord.Objects("applications")) { options.Applications.Add(Application(application)); }
        foreach (ScenarioObject user in discord.Objects("users")) { options.Users.Add(User(user)); }
        foreach (ScenarioObject instance in discord.Objects("instances")) { options.Instances.Add(Instance(instance)); }
        options.RepeatAccessTokens = discord.Flag("repeatAccessTokens") ?? options.RepeatAccessTokens;
        options.RequireUserAgent = discord.Flag("requireUserAgent") ?? options.RequireUserAgent;
        options.InvalidTokenCode = discord.Integer("invalidTokenCode", 0) ?? options.InvalidTokenCode;
        options.GlobalLimit = discord.Integer("globalLimit", 0) ?? options.GlobalLimit;
        options.BucketLimit = discord.Integer("bucketLimit", 1) ?? options.BucketLimit;
        options.BucketWindow = discord.Duration("bucketWindow") ?? options.BucketWindow;
        options.InvalidRequestLimit = discord.Integer("invalidRequestLimit", 0) ?? options.InvalidRequestLimit;
        options.InvalidRequestWindow = discord.Duration("invalidRequestWindow") ?? options.InvalidRequestWindow;
        options.BanDuration = discord.Duration("banDuration") ?? options.BanDuration;
        options.BanStyle = discord.Choice<DiscordBanStyle>("banStyle") ?? options.BanStyle;
        if (discord.Object("lifetimes") is { } lifetimes) { options.Lifetimes = Lifetimes(lifetimes); }
        discord.RefuseOthers();
        return DiscordCheck.ProblemOf(options) is { } problem ? throw discord.Wrong(discord.Path, problem) : options;
    }

    private static EmulatedDiscordApplication Application(ScenarioObject section)
    {
        EmulatedDiscordApplication usual = new() { Id = section.RequiredText("id") };
        EmulatedDiscordApplication application = usual with
        {
            Name = section.Text("name") ?? usual.Name,
            ClientSecret = section.Text("clientSecret") ?? usual.ClientSecret,
            BotToken = section.Text("botToken") ?? usual.BotToken,
            RedirectUris = section.Member("redirectUris") is null ? usual.RedirectUris : section.Texts("redirectUris"),
            WebhookUri = WebhookUri(section),
        };
        section.RefuseOthers();
        return application;
    }

    private static Uri? WebhookUri(ScenarioObject section)
    {
        if (section.Text("webhookUri") is not { } text) { return null; }
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw section.Wrong($"{section.Path}.webhookUri", $"'{text}' is no absolute address: write one such as \"http://127.0.0.1:5000/discord/events\"");
    }

    private static EmulatedDiscordUser User(ScenarioObject section)
    {
        EmulatedDiscordUser usual = new() { Username = section.RequiredText("username") };
        EmulatedDiscordUser user = usual with
        {
            UserId = section.Text("userId"),
            GlobalName = section.Text("globalName"),
            Avatar = section.Text("avatar"),
            Email = section.Text("email"),
            Locale = section.Text("locale") ?? usual.Locale,
            PublicFlags = section.Integer("publicFlags", 0) ?? usual.PublicFlags,
            PremiumType = section.Integer("premiumType", 0) ?? usual.PremiumType,
        };
        section.RefuseOthers();
        return user;
    }

    private static EmulatedDiscordInstance Instance(ScenarioObject section)
    {
        EmulatedDiscordInstance usual = new() { InstanceId = section.RequiredText("instanceId") };
        EmulatedDiscordInstance instance = usual with
        {
            ApplicationId = section.Text("applicationId"),
            LaunchId = section.Text("launchId"),
            ChannelId = section.Text("channelId") ?? usual.ChannelId,
            GuildId = section.Text("guildId") is { } guild ? guild.Length > 0 ? guild : null : usual.GuildId,
            Users = section.Texts("users"),
        };
        section.RefuseOthers();
        return instance;
    }

    private static DiscordLifetimes Lifetimes(ScenarioObject section)
    {
        DiscordLifetimes lifetimes = new();
        lifetimes.AuthorizationCode = section.Duration("authorizationCode") ?? lifetimes.AuthorizationCode;
        lifetimes.Access = section.Duration("access") ?? lifetimes.Access;
        lifetimes.Refresh = section.Duration("refresh") ?? lifetimes.Refresh;
        section.RefuseOthers();
        return lifetimes;
    }
}
