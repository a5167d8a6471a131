using GameAuth.ProviderContract;

namespace GameAuth.Xbox.Tests.Contract;

public sealed class XboxSignInContract : SignInContract<XboxHarness>;

public sealed class XboxSingleFlightContract : SingleFlightContract<XboxHarness>;

public sealed class XboxRotationContract : RotationContract<XboxHarness>;

public sealed class XboxRefusalContract : RefusalContract<XboxHarness>;

public sealed class XboxAudienceContract : AudienceContract<XboxHarness>;

public sealed class XboxBackgroundContract : BackgroundContract<XboxHarness>;

public sealed class XboxClockContract : ClockContract<XboxHarness>;

public sealed class XboxStopContract : StopContract<XboxHarness>;

public sealed class XboxContextContract : ContextContract<XboxHarness>;

public sealed class XboxElsewhereContract : ElsewhereContract<XboxHarness>;

public sealed class XboxBadInputContract : BadInputContract<XboxHarness>;

/// <summary>The other half of a sign-in: what is damaged is the answer that brings the code, not the one that brings the grant.</summary>
public sealed class XboxBadCodeContract : BadInputContract<XboxCodeHarness>;

public sealed class XboxSecrecyContract : SecrecyContract<XboxHarness>;

public sealed class XboxSocketContract : SocketContract<XboxHarness>;

public sealed class AzureSignInContract : SignInContract<AzureHarness>;

public sealed class AzureSingleFlightContract : SingleFlightContract<AzureHarness>;

public sealed class AzureRotationContract : RotationContract<AzureHarness>;

public sealed class AzureRefusalContract : RefusalContract<AzureHarness>;

public sealed class AzureSecrecyContract : SecrecyContract<AzureHarness>;

public sealed class TitleSignInContract : SignInContract<TitleHarness>;

public sealed class TitleRotationContract : RotationContract<TitleHarness>;

public sealed class TitleRefusalContract : RefusalContract<TitleHarness>;

public sealed class TitleSecrecyContract : SecrecyContract<TitleHarness>;

public sealed class BrowserSignInContract : SignInContract<BrowserHarness>;

public sealed class BrowserSingleFlightContract : SingleFlightContract<BrowserHarness>;

public sealed class BrowserRotationContract : RotationContract<BrowserHarness>;

public sealed class BrowserRefusalContract : RefusalContract<BrowserHarness>;

public sealed class BrowserBadInputContract : BadInputContract<BrowserHarness>;

/// <summary>The other half of a sign-in: what is damaged is the answer that hands out the page.</summary>
public sealed class BrowserBadPageContract : BadInputContract<BrowserPageHarness>;

public sealed class BrowserSecrecyContract : SecrecyContract<BrowserHarness>;

public sealed class BrowserPageSecrecyContract : SecrecyContract<BrowserPageHarness>;

public sealed class AzureBrowserSignInContract : SignInContract<AzureBrowserHarness>;

public sealed class AzureBrowserRotationContract : RotationContract<AzureBrowserHarness>;

public sealed class AzureBrowserBadInputContract : BadInputContract<AzureBrowserHarness>;

public sealed class AzureBrowserSecrecyContract : SecrecyContract<AzureBrowserHarness>;
