using GameAuth.ProviderContract;

namespace GameAuth.Pd2.Tests.Contract;

public sealed class OAuthSignInContract : SignInContract<OAuthHarness>;

public sealed class OAuthSingleFlightContract : SingleFlightContract<OAuthHarness>;

public sealed class OAuthRotationContract : RotationContract<OAuthHarness>;

public sealed class OAuthRefusalContract : RefusalContract<OAuthHarness>;

public sealed class OAuthAudienceContract : AudienceContract<OAuthHarness>;

public sealed class OAuthBackgroundContract : BackgroundContract<OAuthHarness>;

public sealed class OAuthClockContract : ClockContract<OAuthHarness>;

public sealed class OAuthStopContract : StopContract<OAuthHarness>;

public sealed class OAuthContextContract : ContextContract<OAuthHarness>;

public sealed class OAuthElsewhereContract : ElsewhereContract<OAuthHarness>;

public sealed class OAuthBadInputContract : BadInputContract<OAuthHarness>;

public sealed class OAuthSecrecyContract : SecrecyContract<OAuthHarness>;

public sealed class OAuthSocketContract : SocketContract<OAuthHarness>;

public sealed class WebsiteSignInContract : SignInContract<WebsiteHarness>;

public sealed class WebsiteSingleFlightContract : SingleFlightContract<WebsiteHarness>;

public sealed class WebsiteRefusalContract : RefusalContract<WebsiteHarness>;

public sealed class WebsiteAudienceContract : AudienceContract<WebsiteHarness>;

public sealed class WebsiteBackgroundContract : BackgroundContract<WebsiteHarness>;

public sealed class WebsiteClockContract : ClockContract<WebsiteHarness>;

public sealed class WebsiteStopContract : StopContract<WebsiteHarness>;

public sealed class WebsiteContextContract : ContextContract<WebsiteHarness>;

public sealed class WebsiteElsewhereContract : ElsewhereContract<WebsiteHarness>;

public sealed class WebsiteBadInputContract : BadInputContract<WebsiteHarness>;

public sealed class WebsiteSecrecyContract : SecrecyContract<WebsiteHarness>;

public sealed class WebsiteSocketContract : SocketContract<WebsiteHarness>;
