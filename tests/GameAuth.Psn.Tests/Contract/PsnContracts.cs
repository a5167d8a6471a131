using GameAuth.ProviderContract;

namespace GameAuth.Psn.Tests.Contract;

public sealed class PsnSignInContract : SignInContract<PsnHarness>;

public sealed class PsnSingleFlightContract : SingleFlightContract<PsnHarness>;

public sealed class PsnRotationContract : RotationContract<PsnHarness>;

public sealed class PsnRefusalContract : RefusalContract<PsnHarness>;

public sealed class PsnAudienceContract : AudienceContract<PsnHarness>;

public sealed class PsnBackgroundContract : BackgroundContract<PsnHarness>;

public sealed class PsnClockContract : ClockContract<PsnHarness>;

public sealed class PsnStopContract : StopContract<PsnHarness>;

public sealed class PsnContextContract : ContextContract<PsnHarness>;

public sealed class PsnElsewhereContract : ElsewhereContract<PsnHarness>;

public sealed class PsnBadInputContract : BadInputContract<PsnHarness>;

public sealed class PsnSecrecyContract : SecrecyContract<PsnHarness>;

public sealed class PsnSocketContract : SocketContract<PsnHarness>;
