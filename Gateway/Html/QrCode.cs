using System.Globalization;
using System.Text;
using QRCoder;

namespace Countersign.Gateway.Html;

/// <summary>A text as a QR code, drawn as an SVG that a page can show as it is.</summary>
internal static class QrCode
{
    /// <summary>A whole document, one unit a module: the page chooses the size.</summary>
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute, null);
    }

    /// <summary>A part of a page; its style sheet colours it.</summary>
    /// <param name="label">What is read aloud instead.</param>
    public static Markup Draw(string text, string label)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var (size, path) = (data.ModuleMatrix.Count, new StringBuilder());
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (data.ModuleMatrix[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return Markup.Html($"""
            <svg viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges">
            <path d="{path.ToString()}"/></svg>
            """);
    }
}
