using GameAuth.ProviderContract;

namespace GameAuth.Xbox.Tests.Contract;

public sealed class XboxSignInContract : SignInContract<XboxHarness>;

public sealed class XboxSingleFlightContract : SingleFlightContract<XboxHarness>;

public sealed class XboxRotationContract : RotationContract<XboxHarness>;

public sealed class XboxRefusalContract : RefusalContract<XboxHarness>;

public sealed class XboxAudienceContract : AudienceContract<XboxHarness>;

public sealed class XboxBackgroundContract : BackgroundContract<XboxHarness>;

public sealed class XboxStopContract : StopContract<XboxHarness>;

public sealed class XboxContextContract : ContextContract<XboxHarness>;

public sealed class XboxElsewhereContract : ElsewhereContract<XboxHarness>;

public sealed class XboxBadInputContract : BadInputContract<XboxHarness>;

/// <summary>The other half of a sign-in: what is damaged is the answer that brings the code, not the one that brings the grant.</summary>
public sealed class XboxBadCodeContract : BadInputContract<XboxCodeHarness>;

public sealed class XboxSecrecyContract : SecrecyContract<XboxHarness>;
