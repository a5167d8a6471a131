using GameAuth.ProviderContract;

namespace GameAuth.Hytale.Tests.Contract;

public sealed class HytaleSignInContract : SignInContract<HytaleHarness>;

public sealed class HytaleSingleFlightContract : SingleFlightContract<HytaleHarness>;

public sealed class HytaleRotationContract : RotationContract<HytaleHarness>;

public sealed class HytaleRefusalContract : RefusalContract<HytaleHarness>;

public sealed class HytaleAudienceContract : AudienceContract<HytaleHarness>;

public sealed class HytaleBackgroundContract : BackgroundContract<HytaleHarness>;

public sealed class HytaleClockContract : ClockContract<HytaleHarness>;

public sealed class HytaleStopContract : StopContract<HytaleHarness>;

public sealed class HytaleContextContract : ContextContract<HytaleHarness>;

public sealed class HytaleElsewhereContract : ElsewhereContract<HytaleHarness>;

public sealed class HytaleBadInputContract : BadInputContract<HytaleHarness>;

public sealed class HytaleSecrecyContract : SecrecyContract<HytaleHarness>;
