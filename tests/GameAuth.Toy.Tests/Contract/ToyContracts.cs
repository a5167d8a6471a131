using GameAuth.ProviderContract;

namespace GameAuth.Toy.Tests.Contract;

public sealed class ToySignInContract : SignInContract<ToyHarness>;

public sealed class ToySingleFlightContract : SingleFlightContract<ToyHarness>;

public sealed class ToyRotationContract : RotationContract<ToyHarness>;

public sealed class ToyRefusalContract : RefusalContract<ToyHarness>;

public sealed class ToyAudienceContract : AudienceContract<ToyHarness>;

public sealed class ToyBackgroundContract : BackgroundContract<ToyHarness>;

public sealed class ToyClockContract : ClockContract<ToyHarness>;

public sealed class ToyStopContract : StopContract<ToyHarness>;

public sealed class ToyContextContract : ContextContract<ToyHarness>;

public sealed class ToyElsewhereContract : ElsewhereContract<ToyHarness>;

public sealed class ToyBadInputContract : BadInputContract<ToyHarness>;

public sealed class ToySecrecyContract : SecrecyContract<ToyHarness>;
