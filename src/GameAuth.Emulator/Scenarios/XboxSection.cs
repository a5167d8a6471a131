namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>xbox</c> section.</summary>
internal static class XboxSection
{
    public static XboxEmulatorOptions Read(ScenarioObject xbox)
    {
        XboxEmulatorOptions options = new();
        options.ClientId = xbox.Text("clientId") ?? options.ClientId;
        options.PollInterval = xbox.Duration("pollInterval") ?? options.PollInterval;
        options.EnforcePollInterval = xbox.Flag("enforcePollInterval") ?? false;
        options.DetectRefreshTokenReuse = xbox.Flag("detectRefreshTokenReuse") ?? true;
        options.DeviceKey = xbox.Choice<DeviceKeyBinding>("deviceKey") ?? DeviceKeyBinding.Strict;
        options.RequireApiSignatures = xbox.Flag("requireApiSignatures") ?? false;
        options.RtaLifetime = xbox.Duration("rtaLifetime") ?? options.RtaLifetime;
        options.RtaSubscriptionLimit = xbox.Integer("rtaSubscriptionLimit", 0) ?? options.RtaSubscriptionLimit;
        options.SisuOnlyClientIds.UnionWith(xbox.Texts("sisuOnlyClientIds"));
        options.MinecraftUnapprovedClientIds.UnionWith(xbox.Texts("minecraftUnapprovedClientIds"));
        options.RelyingParties.UnionWith(xbox.Texts("relyingParties"));
        if (xbox.Object("lifetimes") is { } lifetimes) { options.Lifetimes = Lifetimes(lifetimes); }
        if (xbox.Object("freshness") is { } freshness) { options.Freshness = Freshness(freshness); }
        xbox.RefuseOthers();
        return options;
    }

    private static XboxLifetimes Lifetimes(ScenarioObject section)
    {
        XboxLifetimes lifetimes = new();
        lifetimes.DeviceCode = section.Duration("deviceCode") ?? lifetimes.DeviceCode;
        lifetimes.AuthorizationCode = section.Duration("authorizationCode") ?? lifetimes.AuthorizationCode;
        lifetimes.MsaAccess = section.Duration("msaAccess") ?? lifetimes.MsaAccess;
        lifetimes.AzureAccess = section.Duration("azureAccess") ?? lifetimes.AzureAccess;
        lifetimes.MsaRefresh = section.Duration("msaRefresh") ?? lifetimes.MsaRefresh;
        lifetimes.Device = section.Duration("device") ?? lifetimes.Device;
        lifetimes.User = section.Duration("user") ?? lifetimes.User;
        lifetimes.Title = section.Duration("title") ?? lifetimes.Title;
        lifetimes.Xsts = section.Duration("xsts") ?? lifetimes.Xsts;
        lifetimes.Minecraft = section.Duration("minecraft") ?? lifetimes.Minecraft;
        lifetimes.MinecraftChain = section.Duration("minecraftChain") ?? lifetimes.MinecraftChain;
        section.RefuseOthers();
        return lifetimes;
    }

    private static XboxFreshness Freshness(ScenarioObject section)
    {
        XboxFreshness usual = new();
        XboxFreshness freshness = new()
        {
            Device = Window(section, "device", usual.Device),
            User = Window(section, "user", usual.User),
            Title = Window(section, "title", usual.Title),
            Sisu = Window(section, "sisu", usual.Sisu),
            Xsts = Window(section, "xsts", usual.Xsts),
            Profile = Window(section, "profile", usual.Profile),
            Achievements = Window(section, "achievements", usual.Achievements),
            TitleHub = Window(section, "titlehub", usual.TitleHub),
            UserPresence = Window(section, "userpresence", usual.UserPresence),
            PeopleHub = Window(section, "peoplehub", usual.PeopleHub),
            Social = Window(section, "social", usual.Social),
            Rta = Window(section, "rta", usual.Rta),
        };
        section.RefuseOthers();
        return freshness;
    }

    private static TimeSpan? Window(ScenarioObject section, string name, TimeSpan? usual)
    {
        if (section.Member(name) is null) { return usual; }
        return section.Text(name) == "off" ? null : section.Duration(name);
    }
}
