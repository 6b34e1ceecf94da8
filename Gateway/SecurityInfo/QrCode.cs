using QRCoder;

namespace Countersign.Gateway.SecurityInfo;

/// <summary>A text as a QR code, drawn as an SVG document that a page can show as it is.</summary>
internal static class QrCode
{
    /// <summary>One unit a module: the page chooses the size.</summary>
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute, null);
    }
}
