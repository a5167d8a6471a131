using GameAuth.ProviderContract;

namespace GameAuth.Discord.Tests.Contract;

public sealed class DiscordSignInContract : SignInContract<DiscordHarness>;

public sealed class DiscordSingleFlightContract : SingleFlightContract<DiscordHarness>;

public sealed class DiscordRefusalContract : RefusalContract<DiscordHarness>;

public sealed class DiscordAudienceContract : AudienceContract<DiscordHarness>;

public sealed class DiscordBackgroundContract : BackgroundContract<DiscordHarness>;

public sealed class DiscordClockContract : ClockContract<DiscordHarness>;

public sealed class DiscordStopContract : StopContract<DiscordHarness>;

public sealed class DiscordContextContract : ContextContract<DiscordHarness>;

public sealed class DiscordElsewhereContract : ElsewhereContract<DiscordHarness>;

public sealed class DiscordBadInputContract : BadInputContract<DiscordHarness>;

public sealed class DiscordSecrecyContract : SecrecyContract<DiscordHarness>;

public sealed class DiscordSocketContract : SocketContract<BackendHarness>;
